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
            "H3K4me3 around rather than at transcription starts",
        ),
        ({"H3K4me2": 0.5, "H3K4me3": 0.2}, NEAR, "PF", "with less H3K4me3 than at a start"),
        ({"H3K4me1": 0.9, "H3K27ac": 0.5, "CTCF": 0.1}, FAR, "E", "with acetylation"),
        ({"H3K4me1": 0.5, "H3K27ac": 0.1}, FAR, "WE", "without acetylation"),
        ({"CTCF": 0.9, "H3K4me1": 0.1}, FAR, "CTCF", "strongest mark"),
        ({"H3K36me3": 0.4}, FAR, "T", "marks of transcription"),
        ({"H3K27me3": 0.2, "H3K36me3": 0.1}, FAR, "R", "repressive marks only"),
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


SOME = {"TSS": 2.0, "TSS2kb": 4.0}


@pytest.mark.parametrize(
    ("marks", "folds", "label", "said"),
    [
        ({"WCE": 0.4}, FAR, "R", "control itself"),
        ({"WCE": 0.39}, FAR, "R", "fit no class's rule"),
        ({"H3K4me3": 0.4}, NEAR, "TSS", "above H3K4me1"),
        ({"H3K4me3": 0.39}, NEAR, "R", "fit no class's rule"),
        ({"H3K4me3": 0.9}, {"TSS": 5.0}, "TSS", "above H3K4me1"),
        ({"H3K4me3": 0.9}, {"TSS": 4.9}, "PF", "around rather than at"),
        ({"H3K4me3": 0.9}, {"TSS": 6.0, "TSS2kb": 6.0}, "TSS", "above H3K4me1"),
        ({"H3K4me3": 0.9}, {"TSS": 6.0, "TSS2kb": 6.1}, "PF", "around rather than at"),
        ({"H3K4me3": 0.5, "H3K4me1": 0.5}, SOME, "PF", "around rather than at"),
        ({"H3K4me3": 0.49, "H3K4me1": 0.5}, SOME, "WE", "without acetylation"),
        ({"H3K4me3": 0.9}, {"TSS": 2.0, "TSS2kb": 3.0}, "PF", "around rather than at"),
        ({"H3K4me3": 0.9}, {"TSS": 2.0, "TSS2kb": 2.9}, "R", "fit no class's rule"),
        ({"H3K4me2": 0.4}, {"TSS2kb": 5.0}, "PF", "less H3K4me3 than at a start"),
        ({"H3K4me2": 0.39}, {"TSS2kb": 5.0}, "WE", "without acetylation"),
        ({"H3K4me2": 0.4}, {"TSS2kb": 4.9}, "WE", "without acetylation"),
        ({"CTCF": 0.5}, FAR, "CTCF", "strongest mark"),
        ({"CTCF": 0.49}, FAR, "R", "fit no class's rule"),
        ({"H3K4me1": 0.5, "H3K27ac": 0.4}, FAR, "E", "with acetylation"),
        ({"H3K4me1": 0.5, "H3K9ac": 0.4}, FAR, "E", "with acetylation"),
        ({"H3K4me1": 0.49, "H3K27ac": 0.4}, FAR, "WE", "without acetylation"),
        ({"H3K4me1": 0.5, "H3K27ac": 0.39}, FAR, "WE", "without acetylation"),
        ({"H3K36me3": 0.3}, FAR, "T", "marks of transcription"),
        ({"H3K79me2": 0.3}, FAR, "T", "marks of transcription"),
        ({"H3K36me3": 0.29}, FAR, "R", "no mark is frequent"),
        ({"H4K20me1": 0.5}, FAR, "T", "marks of transcription"),
        ({"H4K20me1": 0.49}, FAR, "R", "fit no class's rule"),
        ({"H3K4me1": 0.3}, FAR, "WE", "without acetylation"),
        ({"H3K4me1": 0.29}, FAR, "R", "no mark is frequent"),
        ({"H3K27me3": 0.1}, FAR, "R", "repressive marks only"),
        ({"H3K27me3": 0.09}, FAR, "R", "no mark is frequent"),
        ({"H3K27ac": 0.3}, FAR, "R", "fit no class's rule"),
        ({"H3K27ac": 0.29}, FAR, "R", "no mark is frequent"),
        (None, {"TSS": 5.0}, "TSS", "at transcription starts"),
        (None, {"TSS": 4.9, "TSS2kb": 3.0}, "PF", "around transcription starts"),
        (None, {"TSS2kb": 2.9, "gene": 1.5}, "T", "enriched in genes"),
        (None, {"exon": 1.5}, "T", "enriched in genes"),
        (None, {"gene": 1.4}, "R", "not enriched at starts or in genes"),
    ],
)
def test_every_limit_belongs_to_its_class(marks, folds, label, said):
    (proposal,) = propose(["E1"], None if marks is None else [marks], [folds])
    assert (proposal.label, said in proposal.reason) == (label, True)
