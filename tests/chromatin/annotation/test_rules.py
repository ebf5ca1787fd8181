"""The words that each rule has for a state; that they are true of any numbers is held by `test_claims`."""

import pytest

from babelix.chromatin.annotation.labels import propose
from babelix.chromatin.annotation.profile import Profile

STRONG = {"H3K4me3": 0.63, "H3K4me1": 0.51}
WEAK = {"H3K4me3": 0.51, "H3K4me1": 0.63}
METHYLATED = {"H3K4me2": 0.5, "H3K4me3": 0.2}


# GM12878's ten states are in `test_labels`; here each wording of a place.
@pytest.mark.parametrize(
    ("marks", "folds", "profile", "label", "said"),
    [
        (STRONG, None, (13.2, 15.8, 1200), "PF", "H3K4me3, highest 1,200 bases after transcription starts ("),
        (
            STRONG,
            None,
            (38.2, 42.5, 200),
            "TSS",
            "H3K4me3 above H3K4me1, highest 200 bases after transcription",
        ),
        (STRONG, None, (38.2, 38.2, 0), "TSS", "H3K4me3 above H3K4me1, highest at transcription starts ("),
        (WEAK, None, (38.2, 38.2, 0), "TSS", "H3K4me3, highest at transcription starts ("),
        (
            STRONG,
            None,
            (4.9, 4.9, 0),
            "PF",
            "H3K4me3, highest at transcription starts, less than 5-fold at them (",
        ),
        (
            STRONG,
            {"TSS2kb": 2},
            (5.0, 9.0, -600),
            "PF",
            "H3K4me3, highest 600 bases before transcription starts (",
        ),
        ({"H3K4me3": 0.4}, None, (13.2, 15.8, 1200), "PF", "H3K4me3, highest 1,200 bases after"),
        ({"H3K4me3": 0.4}, None, (2.9, 2.9, 1200), "R", "marks are present and fit no class's rule"),
        (
            METHYLATED,
            None,
            (13.2, 15.8, 0),
            "TSS",
            "H3K4me2, highest at transcription starts, with less H3K4me3",
        ),
        (
            METHYLATED,
            None,
            (4.9, 15.8, 600),
            "PF",
            "H3K4me2, highest 600 bases after transcription starts, with",
        ),
        (METHYLATED, None, (1.0, 4.9, 600), "WE", "H3K4me2; acetylation was not measured ("),
        (
            None,
            None,
            (13.2, 15.8, 1200),
            "PF",
            "enriched around transcription starts, highest 1,200 bases after them",
        ),
        (
            None,
            None,
            (13.2, 13.2, 0),
            "TSS",
            "enriched at transcription starts, highest at them (profile 13.2 at 0)",
        ),
        (
            None,
            None,
            (1.0, 2.9, 1200),
            "R",
            "less than the rules ask at starts; E, WE and CTCF cannot be told",
        ),
    ],
)
def test_the_profile_tells_a_start_from_its_flank(marks, folds, profile, label, said):
    profiles = [{"RefSeqTSS": Profile(*profile)}]
    (proposal,) = propose(["E1"], marks and [marks], folds and [folds], profiles)
    assert (proposal.label, proposal.reason[: len(said)]) == (label, said)


@pytest.mark.parametrize(
    ("marks", "folds", "label", "said"),
    [
        (
            {"H3K4me3": 0.9},
            {"TSS2kb": 0.1},
            "TSS",
            "H3K4me3 is frequent, although not enriched around transcription",
        ),
        (
            {"H3K4me3": 0.9},
            {"TSS": 5},
            "TSS",
            "H3K4me3 is frequent, enriched at transcription starts (H3K4me3 0.90",
        ),
        (
            STRONG,
            {"TSS": 9, "TSS2kb": 8},
            "TSS",
            "H3K4me3 above H3K4me1, more enriched at transcription starts than",
        ),
        (
            STRONG,
            {"TSS": 9, "TSS2kb": 9},
            "TSS",
            "H3K4me3 above H3K4me1, as enriched at transcription starts as",
        ),
        (
            STRONG,
            {"TSS": 4, "TSS2kb": 3},
            "PF",
            "H3K4me3 around transcription starts, less than 5-fold at them (",
        ),
        (WEAK, {"TSS": 9, "TSS2kb": 8}, "PF", "H3K4me3 around transcription starts, not above H3K4me1 ("),
        (WEAK, {"TSS": 2}, "PF", "H3K4me3, not above H3K4me1, less than 5-fold at transcription starts ("),
        (
            {"H3K4me1": 0.9, "H3K9ac": 0.5},
            {"TSS": 0.9},
            "E",
            "H3K4me1 with acetylation, depleted at transcription",
        ),
        (
            {"H3K4me1": 0.9, "H3K9ac": 0.5},
            {"TSS": 1.2},
            "E",
            "H3K4me1 with acetylation (H3K4me1 0.90, H3K9ac 0.50,",
        ),
        ({"H3K4me1": 0.9, "H3K9ac": 0.5}, {"TSS": 20}, "E", "H3K4me1 with acetylation, although enriched at"),
        ({"CTCF": 0.9, "H2A.Z": 0.95}, None, "CTCF", "CTCF is frequent, no mark of another class more so ("),
        ({"H3K36me3": 0.4}, {"gene": 0.9}, "T", "marks of transcription, although not enriched in genes ("),
        (
            {"H3K4me1": 0.4, "H3K27ac": 0.9},
            None,
            "WE",
            "H3K4me1 with acetylation, less H3K4me1 than an enhancer (",
        ),
        (
            {"H3K4me2": 0.4, "H3K27ac": 0.9},
            None,
            "WE",
            "H3K4me2 with acetylation; H3K4me1 was not measured (",
        ),
        ({"H3K27me3": 0.2, "H3K36me3": 0.1}, None, "R", "repressive marks above all others ("),
        (
            {"H3K27me3": 0.2, "H2A.Z": 0.9},
            None,
            "R",
            "repressive marks, no mark of another class above them (",
        ),
        (
            {"H3K27me3": 0.0, "H2A.Z": 0.9},
            None,
            "R",
            "marks are present and fit no class's rule: look at this state (",
        ),
        ({"H2A.Z": 0.9}, {"gene": 1.6}, "T", "enriched in genes (gene 1.6-fold)"),
        (
            None,
            {"gene": 0.987, "exon": 1.526},
            "R",
            "less than the rules ask in genes; E, WE and CTCF cannot",
        ),
        (None, {"gene": 1.01, "exon": 1.526}, "T", "enriched in exons (gene 1.01-fold, exon 1.5-fold)"),
        (None, {"exon": 1.526}, "T", "enriched in exons (exon 1.5-fold)"),
        (None, {"TSS": 4.99}, "R", "less than the rules ask at starts; E, WE and CTCF cannot be told"),
        (None, None, "R", "no starts or genes were annotated; E, WE and CTCF cannot be told"),
    ],
)
def test_words_say_what_the_numbers_say(marks, folds, label, said):
    (proposal,) = propose(["E1"], marks and [marks], folds and [folds])
    assert (proposal.label, proposal.reason[: len(said)]) == (label, said)
