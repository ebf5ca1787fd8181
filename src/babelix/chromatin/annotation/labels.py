"""A proposed biological class for each state, with the reason: the seven classes of ENCODE's combined segmentation.

ENCODE Project Consortium, Nature 489 (2012), table 3. The rules are ours (`babelix.chromatin.annotation.rules`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babelix.chromatin.annotation.evidence import Evidence
from babelix.chromatin.annotation.profile import Profile
from babelix.chromatin.annotation.rules import BY_FOLDS, BY_MARKS
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


def propose(
    states: Sequence[str],
    marks: Sequence[Mapping[str, float]] | None = None,
    folds: Sequence[Mapping[str, float]] | None = None,
    profiles: Sequence[Mapping[str, Profile | None]] | None = None,
) -> list[Proposal]:
    """Return one proposal a state, from how frequent each mark is in it (0 to 1), fold enrichments, or both.

    `profiles` are those of anchors by name: the first around transcription starts tells a start from its flank.
    Names are recognised inside longer ones (``Broad_H3K4me3``, ``RefSeqTSS.hg18.bed.gz``); others are passed over.
    States none of whose marks is recognised are proposed from folds alone.
    """
    proposals = []
    for index, state in enumerate(states):
        evidence = Evidence(
            marks[index] if marks else {}, folds[index] if folds else {}, profiles[index] if profiles else {}
        )
        rules = BY_MARKS if evidence.marks else BY_FOLDS
        rule = next(rule for rule in rules if rule.holds(evidence))
        words, numbers = rule.words(evidence), evidence.said(rule.numbers)
        proposals.append(Proposal(state, rule.label, f"{words} ({numbers})" if numbers else words))
    return proposals
