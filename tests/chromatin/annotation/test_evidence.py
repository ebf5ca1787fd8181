import math

import pytest

from babelix.chromatin.annotation.evidence import Evidence, shown
from babelix.chromatin.annotation.profile import Profile


def test_names_are_recognised_inside_longer_ones():
    evidence = Evidence(
        {"Broad_H3K4me3": 0.1, "Lab_H3K4me3": 0.3, "H2A.Z": 0.9, "WCE": 0.2, "CTCF": math.nan},
        {"RefSeqTSS.hg18.bed.gz": 3, "RefSeqTSS2kb.hg18.bed.gz": 2, "Gene.bed": math.nan, "CpG": 9},
        {"RefSeqTES": Profile(9, 9, 0), "cage_TSS": None, "RefSeqTSS": Profile(1, 2, 400)},
    )
    assert evidence.marks == {"H3K4me3": 0.3, "input": 0.2}
    assert evidence.named == {"Broad_H3K4me3": 0.1, "Lab_H3K4me3": 0.3, "H2A.Z": 0.9, "WCE": 0.2}
    assert evidence.folds == {"TSS": 3, "TSS2kb": 2}
    assert evidence.profile == Profile(1, 2, 400)


def test_starts_are_read_off_the_profile_first():
    both = Evidence({}, {"TSS": 3, "TSS2kb": 2}, {"TSS": Profile(1, 4, 400)})
    assert (both.at_starts(), both.around_starts()) == (1, 2)
    alone = Evidence({}, {}, {"TSS": Profile(1, 4, 400)})
    assert (alone.at_starts(), alone.around_starts()) == (1, 4)
    assert (Evidence({}, {"TSS": 3}, {}).at_starts(), Evidence({}, {"TSS": 3}, {}).around_starts()) == (
        3,
        None,
    )


def test_others_are_all_marks_recognised_or_not():
    evidence = Evidence({"H2A.Z": 0.4, "CTCF": 0.9, "H3K4me1": 0.2}, {}, {})
    assert evidence.others("CTCF") == 0.4
    assert evidence.others() == 0.9
    assert Evidence({"CTCF": 0.9}, {}, {}).others("CTCF") == 0


@pytest.mark.parametrize(
    ("folds", "profile", "said"),
    [
        ({"TSS": 38.22, "TSS2kb": 18.24}, None, "TSS 38.2-fold, TSS2kb 18.2-fold"),
        ({"TSS": 5.04, "TSS2kb": 5.01}, None, "TSS 5.04-fold, TSS2kb 5.01-fold"),
        ({"gene": 0.987, "exon": 1.5}, None, "gene 0.99-fold, exon 1.5-fold"),
        ({"gene": 1.0}, None, "gene 1.0-fold"),
        ({"TSS": 13.24}, Profile(13.24, 15.8, 1200), "TSS 13.2-fold, profile 13.2 at 0, 15.8 at +1,200"),
        ({}, Profile(3.0, 3.0, 0), "profile 3.0 at 0"),
    ],
)
def test_numbers_are_said_in_digits_that_tell_them_apart_and_from_chance(folds, profile, said):
    names = ("TSS", "TSS2kb", "gene", "exon", "profile")
    assert Evidence({}, folds, {"TSS": profile}).said(names) == said


def test_the_fold_at_starts_is_said_where_only_the_profile_has_it():
    profiles = {"TSS": Profile(0.8, 2.0, -2000)}
    assert Evidence({"CTCF": 0.25}, {}, profiles).said(("CTCF", "TSS")) == "CTCF 0.25, profile 0.8 at 0"
    assert Evidence({}, {"TSS": 0.8}, profiles).said(("TSS",)) == "TSS 0.8-fold"


def test_what_is_printed_is_rounded_once():
    """0.59502 is 0.60 and not, by way of 0.5950, 0.59; 2.25004 is 2.3 and 0.58498 0.58."""
    evidence = Evidence({"H3K4me1": 0.59502, "CTCF": 0.58498}, {"gene": 2.25004}, {})
    assert evidence.said(("H3K4me1", "CTCF", "gene")) == "H3K4me1 0.60, CTCF 0.58, gene 2.3-fold"
    assert evidence.mark("H3K4me1") == 0.595


def test_marks_in_digits_that_tell_them_apart():
    assert shown({"a": 0.5, "b": 0.126}) == "a 0.50, b 0.13"
    assert shown({"a": 0.5001, "b": 0.4999}) == "a 0.5001, b 0.4999"
