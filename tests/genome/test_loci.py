from babelix.genome.loci import loci
from babelix.genome.region import Region


def test_what_overlaps_is_one_locus():
    found = loci(
        {
            "TERT-HEK": [Region("chr5", 100, 200)],
            "F9": [Region("chrX", 100, 200)],
            "TERT-GBM": [Region("chr5", 150, 260)],
            "behind": [Region("chr5", 260, 300)],
            "within": [Region("chr5", 101, 103)],
            "other": [Region("chr4", 100, 200)],
        }
    )
    assert found == {"TERT-HEK": 0, "F9": 1, "TERT-GBM": 0, "behind": 2, "within": 0, "other": 3}


def test_a_short_one_does_not_hide_what_a_long_one_overlaps():
    found = loci({"long": [Region("c", 0, 90)], "short": [Region("c", 5, 9)], "late": [Region("c", 80, 99)]})
    assert found == {"long": 0, "short": 0, "late": 0}


def test_one_name_may_lie_in_several_places_or_none():
    found = loci(
        {
            "a": [Region("c", 0, 9), Region("d", 0, 9)],
            "b": [Region("c", 4, 6)],
            "n": [],
            "e": [Region("d", 8, 12)],
        }
    )
    assert found == {"a": 0, "b": 0, "n": 1, "e": 0}
