import numpy as np

from babelix.enrichment.layers import Set, both, layer, renamed, together, within
from babelix.genome.interval import Intervals

BORDERS = {"chr1": np.array([0, 10, 20, 25])}
GROUND = layer(Intervals.of([("chr1", 3, 25)]), ())


def of(*ends, chrom="chr1"):
    return layer(Intervals.of([(chrom, start, end) for start, end in ends]), ())


def test_names_are_joined_and_two_of_one_contig_are_one():
    found = renamed(
        Intervals.of([("1", 5, 7), ("chr1", 9, 11), ("23", 1, 2), ("odd", 3, 4)]), ("chr1", "chrX")
    )
    assert found.chroms == ("chr1", "chrX", "odd")
    assert found.chrom.tolist() == [0, 0, 1, 2]
    assert layer(Intervals.of([("1", 5, 7), ("chr1", 6, 11)]), ("chr1",))["chr1"].bases() == 6


def test_the_bases_of_a_set_block_by_block():
    inside, without = of((0, 13), (22, 24)), of((5, 7), (12, 23))
    assert Set(inside).bases(BORDERS, GROUND).tolist() == [7, 3, 2]
    assert Set(inside, without).bases(BORDERS, GROUND).tolist() == [5, 2, 1]
    assert Set(None, without).bases(BORDERS, GROUND).tolist() == [5, 2, 2]
    assert Set().bases(BORDERS, GROUND).tolist() == [7, 10, 5]


def test_what_a_set_holds_at_positions():
    positions = np.array([4, 5, 12, 13, 23])
    assert Set(of((0, 13), (22, 24)), of((5, 7), (12, 23))).holds("chr1", positions).tolist() == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert Set(None, of((5, 7))).holds("chr1", positions).tolist() == [True, False, True, True, True]
    assert within(of((5, 7)), "other", positions).tolist() == [False] * 5


def test_layers_shared_and_together():
    one, other = of((0, 13)), {**of((5, 7)), **of((1, 2), chrom="chr2")}
    assert list(both(one, other)) == ["chr1"]
    assert both(one, other)["chr1"].bases() == 2
    assert {chrom: each.bases() for chrom, each in together(one, other).items()} == {"chr1": 13, "chr2": 1}
