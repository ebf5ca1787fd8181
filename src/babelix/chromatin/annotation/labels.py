"""A proposed biological class for each state, with the reason: the seven classes of ENCODE's combined segmentation.

ENCODE Project Consortium, Nature 489 (2012), table 3. The rules are ours and are tried in order
(decisions/states/labels-are-rules-and-proposals).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from babelix.chromatin.segments.colours import Colour


@dataclass(frozen=True)
class Class:
    """One of the seven classes; `colour` is red, green, blue."""

    name: str
    meaning: str
    colour: Colour


CLASSES = (
    Class("TSS", "predicted promoter region including the transcription start", (255, 0, 0)),
    Class("PF", "predicted promoter flanking region", (255, 105, 105)),
    Class("E", "predicted enhancer", (250, 202, 0)),
    Class("WE", "predicted weak enhancer or open chromatin", (255, 252, 4)),
    Class("CTCF", "CTCF-enriched element", (10, 190, 254)),
    Class("T", "predicted transcribed region", (0, 176, 80)),
    Class("R", "predicted repressed or low-activity region", (127, 127, 127)),
)
BY_NAME = {each.name: each for each in CLASSES}


@dataclass(frozen=True)
class Proposal:
    """A proposed class for a state, never more than that, and the `reason` in words; or one a person has `given`."""

    state: str
    label: str
    reason: str
    given: bool = False

    @property
    def colour(self) -> Colour:
        """Return the class's colour."""
        return BY_NAME[self.label].colour


_MARKS = {
    "H3K4me3": r"K4ME3",
    "H3K4me2": r"K4ME2",
    "H3K4me1": r"K4ME1",
    "H3K27ac": r"K27AC",
    "H3K9ac": r"K9AC",
    "H3K36me3": r"K36ME3",
    "H3K79me2": r"K79ME2",
    "H4K20me1": r"K20ME1",
    "H3K27me3": r"K27ME3",
    "H3K9me3": r"K9ME3",
    "CTCF": r"CTCF",
    "input": r"\bWCE\b|INPUT|\bIGG\b|CONTROL",
}
_FEATURES = {"TSS2kb": r"TSS_?2KB", "TSS": r"TSS(?!_?2KB)", "gene": r"GENE", "exon": r"EXON"}


class _Evidence:
    """One state's marks (0 to 1) and folds, under the names above; an absent one is 0 and its rule cannot hold."""

    def __init__(self, marks: Mapping[str, float], folds: Mapping[str, float] | None) -> None:
        self.marks = _recognise(marks, _MARKS)
        self.folds = None if folds is None else _recognise(folds, _FEATURES)

    def mark(self, name: str) -> float:
        return self.marks.get(name, 0.0)

    def fold(self, name: str) -> float:
        return 0.0 if self.folds is None else self.folds.get(name, 0.0)

    def near_start(self, feature: str, least: float) -> bool:
        """Without the annotation nothing is known of starts, and the marks alone decide."""
        return self.folds is None or feature not in self.folds or self.folds[feature] >= least

    def starts_known(self) -> bool:
        return self.folds is not None and not {"TSS", "TSS2kb"}.isdisjoint(self.folds)

    def at_start(self) -> bool:
        both = self.folds is not None and {"TSS", "TSS2kb"} <= set(self.folds)
        return self.near_start("TSS", 5) and (not both or self.fold("TSS") >= self.fold("TSS2kb"))

    def said(self, *names: str) -> str:
        marks = [f"{name} {self.marks[name]:.2f}" for name in names if name in self.marks]
        folds = [f"{name} {self.folds[name]:.1f}-fold" for name in names if self.folds and name in self.folds]
        return ", ".join(marks + folds)


# Class, condition, reason (a second one for when no starts were annotated), and the numbers shown with it.
_Rule = tuple[str, Callable[[_Evidence], bool], str | tuple[str, str], tuple[str, ...]]
_BY_MARKS: tuple[_Rule, ...] = (
    (
        "R",
        lambda e: e.mark("input") >= 0.4,
        "the control itself is enriched: repeats or copy number",
        ("input",),
    ),
    (
        "TSS",
        lambda e: e.mark("H3K4me3") >= 0.4 and e.mark("H3K4me3") > e.mark("H3K4me1") and e.at_start(),
        ("H3K4me3 above H3K4me1, highest at transcription starts", "H3K4me3 above H3K4me1"),
        ("H3K4me3", "H3K4me1", "TSS", "TSS2kb"),
    ),
    (
        "PF",
        lambda e: e.mark("H3K4me3") >= 0.5 and e.near_start("TSS2kb", 3),
        ("H3K4me3 around rather than at transcription starts", "H3K4me3, not above H3K4me1"),
        ("H3K4me3", "H3K4me1", "TSS", "TSS2kb"),
    ),
    (
        "PF",
        lambda e: e.mark("H3K4me2") >= 0.4 and e.fold("TSS2kb") >= 5,
        "H3K4me2 near transcription starts, with less H3K4me3 than at a start",
        ("H3K4me2", "H3K4me3", "TSS", "TSS2kb"),
    ),
    (
        "CTCF",
        lambda e: e.mark("CTCF") >= 0.5 and e.mark("CTCF") == max(e.marks.values()),
        "CTCF is the strongest mark",
        ("CTCF",),
    ),
    (
        "E",
        lambda e: e.mark("H3K4me1") >= 0.5 and max(e.mark("H3K27ac"), e.mark("H3K9ac")) >= 0.4,
        ("H3K4me1 with acetylation, away from starts", "H3K4me1 with acetylation"),
        ("H3K4me1", "H3K27ac", "H3K9ac", "TSS"),
    ),
    (
        "T",
        lambda e: max(e.mark("H3K36me3"), e.mark("H3K79me2")) >= 0.3 or e.mark("H4K20me1") >= 0.5,
        "marks of transcription",
        ("H3K36me3", "H3K79me2", "H4K20me1", "gene", "exon"),
    ),
    (
        "WE",
        lambda e: max(e.mark("H3K4me1"), e.mark("H3K4me2")) >= 0.3,
        "H3K4me1 or H3K4me2 without acetylation",
        ("H3K4me1", "H3K4me2", "H3K27ac"),
    ),
    (
        "R",
        lambda e: max(e.mark("H3K27me3"), e.mark("H3K9me3")) == max(e.marks.values(), default=0) >= 0.1,
        "repressive marks only",
        ("H3K27me3", "H3K9me3"),
    ),
    ("R", lambda e: max(e.marks.values(), default=0) < 0.3, "no mark is frequent", ()),
    ("R", lambda e: True, "marks are present and fit no class's rule: look at this state", ()),
)
_BY_FOLDS: tuple[_Rule, ...] = (
    (
        "TSS",
        lambda e: e.fold("TSS") >= 5 and e.at_start(),
        "enriched at transcription starts",
        ("TSS", "TSS2kb"),
    ),
    ("PF", lambda e: e.fold("TSS2kb") >= 3, "enriched around transcription starts", ("TSS", "TSS2kb")),
    ("T", lambda e: max(e.fold("gene"), e.fold("exon")) >= 1.5, "enriched in genes", ("gene", "exon")),
    (
        "R",
        lambda e: True,
        "not enriched at starts or in genes; E, WE and CTCF cannot be told without the marks",
        (),
    ),
)


def propose(
    states: Sequence[str],
    marks: Sequence[Mapping[str, float]] | None = None,
    folds: Sequence[Mapping[str, float]] | None = None,
) -> list[Proposal]:
    """Return one proposal a state, from how frequent each mark is in it (0 to 1), fold enrichments, or both.

    Names are recognised inside longer ones (``Broad_H3K4me3``, ``RefSeqTSS.hg18.bed.gz``); others are passed over.
    """
    proposals = []
    for index, state in enumerate(states):
        evidence = _Evidence(marks[index] if marks else {}, folds[index] if folds else None)
        for label, holds, reason, shown in _BY_MARKS if marks else _BY_FOLDS:
            if holds(evidence):
                if not isinstance(reason, str):
                    reason = reason[0] if evidence.starts_known() else reason[1]
                details = evidence.said(*shown)
                proposals.append(Proposal(state, label, f"{reason} ({details})" if details else reason))
                break
    return proposals


def _recognise(values: Mapping[str, float], patterns: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in values.items():
        word = next((word for word, pattern in patterns.items() if re.search(pattern, name.upper())), None)
        if word is not None and value == value:
            found[word] = max(found.get(word, 0.0), float(value))
    return found
