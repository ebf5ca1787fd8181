import pytest

from babelix.chromatin.annotation.labels import BY_NAME, CLASSES, propose

NEAR = {"RefSeqTSS.hg18.bed.gz": 38.0, "RefSeqTSS2kb.hg18.bed.gz": 18.0, "RefSeqGene": 1.7}
AROUND = {"RefSeqTSS.hg18.bed.gz": 2.4, "RefSeqTSS2kb.hg18.bed.gz": 4.0}
FAR = {"RefSeqTSS.hg18.bed.gz": 0.4, "RefSeqTSS2kb.hg18.bed.gz": 0.6, "RefSeqGene": 2.0}


@pytest.mark.parametrize(
    ("marks", "folds", "label", "said"),
    [
        ({"Broad_H3K4me3": 0.9, "H3K4me1": 0.1}, NEAR, "TSS", "H3K4me3 0.90, H3K4me1 0.10, TSS 38.0-fold"),
        (
            {"H3K4me3": 0.8, "H3K4me1": 0.9},
            AROUND,
            "PF",
            "H3K4me3, more enriched around transcription starts than at them",
        ),
        ({"H3K4me2": 0.5, "H3K4me3": 0.2}, NEAR, "PF", "with less H3K4me3 than at a start"),
        ({"H3K4me1": 0.9, "H3K27ac": 0.5, "CTCF": 0.1}, FAR, "E", "with acetylation"),
        ({"H3K4me1": 0.5, "H3K27ac": 0.1}, FAR, "WE", "without acetylation"),
        ({"CTCF": 0.9, "H3K4me1": 0.1}, FAR, "CTCF", "strongest mark"),
        ({"H3K36me3": 0.4}, FAR, "T", "marks of transcription"),
        ({"H3K27me3": 0.2, "H3K36me3": 0.09}, FAR, "R", "repressive marks only"),
        ({"H3K36me3": 0.01}, FAR, "R", "no mark is frequent"),
        ({"WCE": 0.5, "H3K4me3": 0.9}, NEAR, "R", "control itself"),
        ({"H3K27ac": 0.6}, FAR, "R", "fit no class's rule"),
    ],
)
def test_rules(marks, folds, label, said):
    (proposal,) = propose(["E1"], [marks], [folds])
    assert proposal.label == label
    assert said in proposal.reason
    assert proposal.colour == BY_NAME[label].colour


def test_marks_alone_and_overlaps_alone():
    assert [p.label for p in propose(["a"], [{"H3K4me3": 0.9}])] == ["TSS"]
    assert [p.label for p in propose(list("abcd"), None, [NEAR, AROUND, FAR, {"RefSeqTSS": 0.1}])] == [
        "TSS",
        "PF",
        "T",
        "R",
    ]
    assert "cannot be told without the marks" in propose(["d"], None, [{"RefSeqTSS": 0.1}])[0].reason


def test_the_seven_classes_have_the_papers_colours():
    assert [each.name for each in CLASSES] == ["TSS", "PF", "E", "WE", "CTCF", "T", "R"]
    assert BY_NAME["TSS"].colour == (255, 0, 0)
    assert BY_NAME["R"].colour == (127, 127, 127)


@pytest.mark.parametrize(
    ("marks", "label"),
    [
        ({"H3K4me3": 0.9, "H3K4me1": 0.1}, "TSS"),
        ({"H3K4me3": 0.8, "H3K4me1": 0.9}, "PF"),
        ({"H3K4me1": 0.9, "H3K27ac": 0.5}, "E"),
    ],
)
@pytest.mark.parametrize("folds", [None, [{"CpGIsland.bed": 2.0}]])
def test_a_reason_tells_nothing_of_starts_that_were_not_annotated(marks, label, folds):
    (proposal,) = propose(["E1"], [marks], folds)
    assert proposal.label == label
    assert "start" not in proposal.reason


HELD_BACK = "the control itself is enriched"
NEVER = "marks are present and fit no class's rule"
QUIET = "no mark is frequent"
REPRESSED = "repressive marks only"


# Each threshold from both sides: where the rule holds still, and where it does no more.
@pytest.mark.parametrize(
    ("marks", "folds", "label", "said"),
    [
        ({"Input": 0.4, "H3K4me3": 0.9}, None, "R", HELD_BACK),
        ({"Input": 0.399, "H3K4me3": 0.9}, None, "TSS", ""),
        ({"H3K4me3": 0.4}, None, "TSS", ""),
        ({"H3K4me3": 0.399}, None, "R", NEVER),
        ({"H3K4me3": 0.4, "H3K4me1": 0.399}, None, "TSS", ""),
        ({"H3K4me3": 0.4, "H3K4me1": 0.4}, None, "WE", ""),
        ({"H3K4me3": 0.4}, {"TSS": 5}, "TSS", ""),
        ({"H3K4me3": 0.4}, {"TSS": 4.99}, "R", NEVER),
        ({"H3K4me3": 0.4}, {"TSS": 5, "TSS2kb": 5}, "TSS", ""),
        ({"H3K4me3": 0.4}, {"TSS": 5, "TSS2kb": 5.01}, "R", NEVER),
        ({"H3K4me3": 0.4}, {"TSS2kb": 0.1}, "TSS", ""),  # of starts themselves nothing is known
        ({"H3K4me3": 0.5, "H3K4me1": 0.5}, None, "PF", ""),
        ({"H3K4me3": 0.499, "H3K4me1": 0.5}, None, "WE", ""),
        ({"H3K4me3": 0.5, "H3K4me1": 0.5}, {"TSS2kb": 3}, "PF", ""),
        ({"H3K4me3": 0.5, "H3K4me1": 0.5}, {"TSS2kb": 2.99}, "WE", ""),
        ({"H3K4me2": 0.4}, {"TSS2kb": 5}, "PF", ""),
        ({"H3K4me2": 0.399}, {"TSS2kb": 5}, "WE", ""),
        ({"H3K4me2": 0.4}, {"TSS2kb": 4.99}, "WE", ""),
        ({"H3K4me2": 0.4}, None, "WE", ""),
        ({"CTCF": 0.5}, None, "CTCF", ""),
        ({"CTCF": 0.499}, None, "R", NEVER),
        ({"CTCF": 0.5, "H3K4me1": 0.5, "H3K27ac": 0.4}, None, "CTCF", ""),
        ({"CTCF": 0.5, "H3K4me1": 0.501, "H3K27ac": 0.4}, None, "E", ""),
        ({"H3K4me1": 0.5, "H3K27ac": 0.4}, None, "E", ""),
        ({"H3K4me1": 0.499, "H3K27ac": 0.4}, None, "WE", ""),
        ({"H3K4me1": 0.5, "H3K27ac": 0.399}, None, "WE", ""),
        ({"H3K4me1": 0.5, "H3K9ac": 0.4}, None, "E", ""),
        ({"H3K4me1": 0.5, "H3K9ac": 0.399}, None, "WE", ""),
        ({"H3K36me3": 0.3}, None, "T", ""),
        ({"H3K36me3": 0.299}, None, "R", QUIET),
        ({"H3K79me2": 0.3}, None, "T", ""),
        ({"H3K79me2": 0.299}, None, "R", QUIET),
        ({"H4K20me1": 0.5}, None, "T", ""),
        ({"H4K20me1": 0.499}, None, "R", NEVER),
        ({"H3K4me1": 0.3}, None, "WE", ""),
        ({"H3K4me1": 0.299}, None, "R", QUIET),
        ({"H3K4me2": 0.3}, None, "WE", ""),
        ({"H3K4me2": 0.299}, None, "R", QUIET),
        ({"H3K27me3": 0.1}, None, "R", REPRESSED),
        ({"H3K27me3": 0.099}, None, "R", QUIET),
        ({"H3K9me3": 0.1}, None, "R", REPRESSED),
        ({"H3K9me3": 0.099}, None, "R", QUIET),
        ({"H3K27me3": 0.2, "H3K36me3": 0.0999}, None, "R", REPRESSED),
        ({"H3K27me3": 0.2, "H3K36me3": 0.1}, None, "R", "repressive marks above all others"),
        ({"H3K27me3": 0.2, "H3K36me3": 0.2}, None, "R", "repressive marks, no mark of another class above"),
        ({"H3K27me3": 0.2, "H3K36me3": 0.201}, None, "R", QUIET),
        ({"H3K27ac": 0.299}, None, "R", QUIET),
        ({"H3K27ac": 0.3}, None, "R", NEVER),
        ({"H3K27ac": 0.3, "CTCF": 0.1}, None, "R", NEVER),
        (None, {"TSS": 5}, "TSS", ""),
        (None, {"TSS": 4.99}, "R", ""),
        (None, {"TSS": 5, "TSS2kb": 5}, "TSS", ""),
        (None, {"TSS": 5, "TSS2kb": 5.01}, "PF", ""),
        (None, {"TSS2kb": 3}, "PF", ""),
        (None, {"TSS2kb": 2.99}, "R", ""),
        (None, {"gene": 1.5}, "T", ""),
        (None, {"gene": 1.49}, "R", ""),
        (None, {"exon": 1.5}, "T", ""),
        (None, {"exon": 1.49}, "R", ""),
    ],
)
def test_every_limit_belongs_to_its_class(marks, folds, label, said):
    (proposal,) = propose(["E1"], marks and [marks], folds and [folds])
    assert proposal.label == label
    assert proposal.reason.startswith(said)


def test_a_mark_measured_twice_counts_at_its_highest_and_one_without_a_number_not_at_all():
    marks = {"Broad_H3K36me3": 0.1, "Lab_H3K36me3": 0.3, "H3K27me3": float("nan")}
    assert propose(["E1"], [marks])[0].reason == "marks of transcription (H3K36me3 0.30)"
