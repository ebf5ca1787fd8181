import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.meme import read_motifs
from babelix.genome.motifs.comparison import Targets
from babelix.genome.motifs.motif import Motif

ONE_HOT = {letter: np.eye(4)[at] for at, letter in enumerate("ACGT")}
# memelite 0.5.0: tomtom(queries, targets) with the defaults, on the motifs of `drawn`.
MEMELITE = [
    0.2916549084616841,
    0.6614200588592805,
    0.6900363064003304,
    0.9390385560277142,
    0.9134486065722301,
]
OFFSETS, OVERLAPS = [0, -6, -1, -2, -1], [3, 5, 4, 5, 1]


@pytest.fixture
def drawn():
    rng = np.random.default_rng(5)
    targets = [Motif(f"m{width}", rng.dirichlet(np.full(4, 0.5), width)) for width in (3, 11, 5, 7, 2)]
    return rng.dirichlet(np.full(4, 0.5), 5), targets


def test_p_values_and_places_are_memelites(drawn):
    query, targets = drawn
    found = Targets(targets).compare(query)
    assert [each.p_value for each in found] == pytest.approx(MEMELITE, rel=1e-12)
    assert [each.offset for each in found] == OFFSETS
    assert [each.overlap for each in found] == OVERLAPS


def test_one_column_by_hand():
    """Columns A, C and their complements T, G: A beside A scores 100 steps with chance 1 / 4 a strand."""
    found = Targets([Motif("a", ONE_HOT["A"][None]), Motif("c", ONE_HOT["C"][None])]).compare(
        ONE_HOT["A"][None]
    )
    assert [each.p_value for each in found] == pytest.approx([1 - 0.75**2, 1.0])


def test_the_other_strand_is_seen_and_told(drawn):
    query, targets = drawn
    other = [Motif(each.name, each.probabilities[::-1, ::-1]) for each in targets]
    there, back = Targets(targets).compare(query), Targets(other).compare(query)
    assert [each.p_value for each in there] == pytest.approx([each.p_value for each in back])
    assert [not each.reverse for each in there] == [each.reverse for each in back]
    assert [each.offset for each in there] == [each.offset for each in back]


def test_small_p_values_keep_their_digits(drawn):
    _, targets = drawn
    own = Targets(targets).compare(targets[1].probabilities)[1]
    assert 0 < own.p_value < 1e-12
    assert (own.offset, own.overlap, own.reverse) == (0, 11, False)


@pytest.mark.parametrize("columns", [0, 101])
def test_a_query_of_no_column_or_too_many_is_refused(drawn, columns):
    with pytest.raises(RequestError, match=f"a query of 1 to 100 columns, got {columns}; give the part"):
        Targets(drawn[1]).compare(np.full((columns, 4), 0.25))
    with pytest.raises(RequestError, match="at least one motif to compare with"):
        Targets([])


@pytest.mark.figure
def test_the_assignments_site_beside_the_shared_clusters(dataset):
    targets = Targets(read_motifs(dataset("jaspar-2024")["motifs"]))
    found = targets.compare(np.array([ONE_HOT[letter] for letter in "GCGCAGCTGTCCTGA"]))
    first, second, third = sorted(found, key=lambda each: each.p_value)[:3]
    assert [first.name, second.name] == ["C014:NEURO_TCF:bHLH", "C012:ASCL_FIGLA:bHLH"]
    assert (first.p_value, second.p_value) == pytest.approx(
        (0.0009646430988396339, 0.002845172807251362), rel=1e-9
    )
    assert third.p_value == pytest.approx(0.008997523116860888, rel=1e-9)
    assert (first.offset, first.overlap) == (3, 6)
