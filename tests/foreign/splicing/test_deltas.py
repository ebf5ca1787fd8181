import numpy as np
import pytest

from babelix.foreign.splicing.deltas import (
    INFO,
    Delta,
    aligned,
    deltas,
    reach,
    scored_at_all,
    why_skipped,
)
from babelix.genome.variant import Variant

ZEROS = np.zeros((5, 2))


def probabilities(acceptor, donor):
    return np.array([acceptor, donor]).T


def test_gains_and_losses_by_hand():
    """Distance 2: offsets -2 to 2. The acceptor moves from -1 to 2, the donor at 1 loses half."""
    before = probabilities([0, 0.75, 0, 0, 0], [0, 0, 0, 1, 0])
    after = probabilities([0, 0.25, 0, 0, 0.5], [0, 0, 0, 0.5, 0])
    scores, offsets = deltas(before, after, 2, 0, False)
    assert scores == (0.5, 0.5, 0.0, 0.5)
    assert offsets == (2, -1, -2, 1)  # of equal differences, here none at all, the first


@pytest.mark.parametrize(
    ("edge", "expected"),
    # A gain at the exon's end is known, a loss elsewhere is of no known site.
    [(2, (0.0, 0.0, 0.0, 0.0)), (-1, (0.5, 0.5, 0.0, 0.0)), (1, (0.5, 0.0, 0.0, 0.5)), (0, (0.5, 0, 0, 0))],
)
def test_the_mask_by_hand(edge, expected):
    before = probabilities([0, 0.75, 0, 0, 0], [0, 0, 0, 1, 0])
    after = probabilities([0, 0.25, 0, 0, 0.5], [0, 0, 0, 0.5, 0])
    scores, offsets = deltas(before, after, 2, edge, True)
    assert scores == expected
    assert offsets == (2, -1, -2, 1)


def test_deleted_bases_have_no_site():
    # Bases -2 to 2; the two behind the variant's first are gone, three values are left.
    left = probabilities([1, 2, 3], [4, 5, 6])
    found = aligned(left, Variant("c", 8, "ACG", "A"), 2)
    assert found.tolist() == [[1, 4], [2, 5], [3, 6], [0, 0], [0, 0]]
    # As long as what is compared: none of the alternative's bases behind the variant remain.
    assert aligned(left[:1], Variant("c", 8, "ACGTA", "A"), 2).tolist() == [[1, 4], *[[0, 0]] * 4]


def test_an_insertion_counts_as_its_largest_value():
    values = probabilities([1, 2, 3, 9, 4, 5, 6], [1, 2, 8, 3, 4, 5, 6])
    found = aligned(values, Variant("c", 8, "A", "ACG"), 2)
    assert found.tolist() == [[1, 1], [2, 2], [9, 8], [5, 5], [6, 6]]
    substituted = probabilities([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])
    assert aligned(substituted, Variant("c", 8, "A", "C"), 2) is substituted


def test_records_as_vep_reads_them():
    assert str(Delta("T", "G1", (0.004, 0.006, 1.0, -0.001), (-50, 0, 7, 50))) == (
        "T|G1|0.00|0.01|1.00|-0.00|-50|0|7|50"
    )
    assert str(Delta("TA", "G1")) == "TA|G1|.|.|.|.|.|.|.|."
    assert "ID=SpliceAI,Number=.,Type=String" in INFO
    assert INFO.endswith('Format: ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL">')


def test_what_is_skipped():
    assert reach(50) == 5_050
    inside = Variant("c", 5_051, "A", "C")
    assert why_skipped(inside, 10_101, 50) is None
    assert why_skipped(Variant("c", 5_050, "A", "C"), 10_101, 50) == "near_end"
    assert why_skipped(inside, 10_100, 50) == "near_end"
    assert why_skipped(Variant("c", 5_051, "A" * 100, "A"), 20_000, 50) is None
    assert why_skipped(Variant("c", 5_051, "A" * 101, "A"), 20_000, 50) == "long_ref"


def test_one_allele_is_a_single_base():
    assert scored_at_all(Variant("c", 3, "A", "CGT"))
    assert scored_at_all(Variant("c", 3, "ACG", "A"))
    assert not scored_at_all(Variant("c", 3, "ACG", "TT"))


def test_nothing_changed():
    assert deltas(ZEROS, ZEROS, 2, 0, True) == ((0.0, 0.0, 0.0, 0.0), (-2, -2, -2, -2))
