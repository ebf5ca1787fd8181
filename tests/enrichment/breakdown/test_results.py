import pytest
from scipy.stats import binomtest

from babelix.enrichment.breakdown.results import Breakdown, Cell, Line, interval


def line(frequency="rare", place="coding", annotations=(), effect="", position=7, value=0.25):
    return Line("1", position, "A", "C", value, frequency, place, annotations, effect)


def found(*lines):
    return Breakdown(lines, ("common", "rare"), ("coding", "intergenic"), ("A", "B"), "AF", {})


def test_cells_are_counted_and_ordered_class_within_class():
    made = found(
        line("rare", "intergenic"),
        line("rare", "coding", ("A",), "missense"),
        line("common", "coding"),
        line("rare", "coding", ("A", "B"), "missense"),
        line("rare", "coding", ("B",), "synonymous"),
    )
    assert made.cells() == (
        Cell("common", "coding", False, "", 1),
        Cell("rare", "coding", True, "missense", 2),
        Cell("rare", "coding", True, "synonymous", 1),
        Cell("rare", "intergenic", False, "", 1),
    )
    counts = [(each.place, each.variants, each.rare, each.in_element) for each in made.shares()]
    assert counts == [("coding", 4, 3, 3), ("intergenic", 1, 1, 0)]
    assert made.by_annotation() == {
        "A": {"coding": 2, "intergenic": 0},
        "B": {"coding": 2, "intergenic": 0},
    }
    assert made.as_json()["places"][0]["in_element_interval"] == interval(3, 4)


def test_rare_is_a_share_of_those_whose_frequency_is_known():
    lines = [line("rare"), line("common"), line("unknown"), line("unknown")]
    made = Breakdown(tuple(lines), ("common", "rare", "unknown"), ("coding",), (), "AF", {})
    (share,) = made.shares()
    assert (share.variants, share.known, share.rare, share.rare_interval) == (4, 2, 1, interval(1, 2))


def test_of_one_class_all_are_the_rarest():
    alone = Breakdown((line("any frequency"),), ("any frequency",), ("coding",), (), "nothing", {})
    assert [(each.place, each.variants, each.rare) for each in alone.shares()] == [("coding", 1, 1)]


def test_the_table_has_a_line_a_variant():
    text = found(line(annotations=("A", "B"), value=None), line(position=11)).table().splitlines()
    assert text[0].split("\t")[:9] == [
        *("chrom", "position", "ref", "alt", "frequency", "frequency_class", "place", "annotations", "effect")
    ]
    assert text[1].split("\t")[:9] == ["1", "7", "A", "C", ".", "rare", "coding", "A,B", "."]
    assert text[2].split("\t")[4] == "0.25"


@pytest.mark.parametrize(("count", "total"), [(0, 7), (3, 11), (13, 13), (173, 928)])
def test_the_interval_is_wilsons(count, total):
    expected = binomtest(count, total).proportion_ci(0.95, method="wilson")
    assert interval(count, total) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert interval(0, 0) is None
