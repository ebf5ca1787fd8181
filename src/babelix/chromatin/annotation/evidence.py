"""What is known of one state when its class is proposed: marks, fold enrichments, and the profile around starts."""

import re
from collections.abc import Mapping, Sequence

from babelix.chromatin.annotation.profile import DECIMALS, Profile

MARKS = {
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
FEATURES = {"TSS2kb": r"TSS_?2KB", "TSS": r"TSS(?!_?2KB)", "gene": r"GENE", "exon": r"EXON"}


class Evidence:
    """One state's marks (0 to 1) and folds, under the names above; what was not measured is None.

    `marks` are those that are recognised, `named` all that have a number, under the names they came with. Rules see
    them rounded; to be printed there are the numbers as they came, of recognised marks and folds and of `named`: what
    is rounded once is not rounded again.
    """

    def __init__(
        self,
        marks: Mapping[str, float],
        folds: Mapping[str, float],
        profiles: Mapping[str, Profile | None],
    ) -> None:
        known = {name: float(value) for name, value in marks.items() if value == value}
        recognised, measured = _recognised(known, MARKS), _recognised(folds, FEATURES)
        self.exact, self.exact_named = recognised | measured, known
        self.named, self.marks, self.folds = _rounded(known), _rounded(recognised), _rounded(measured)
        around = (profile for name, profile in profiles.items() if profile and _word(name, FEATURES) == "TSS")
        self.profile = next(around, None)

    def mark(self, *names: str) -> float:
        """Return how frequent the most frequent of these marks is; 0 for those not measured: their rule cannot hold."""
        return max(self.marks.get(name, 0.0) for name in names)

    def fold(self, name: str) -> float | None:
        """Return a fold enrichment."""
        return self.folds.get(name)

    def at_starts(self) -> float | None:
        """Return the fold enrichment at transcription starts."""
        return self.profile.at if self.profile else self.fold("TSS")

    def around_starts(self) -> float | None:
        """Return the fold enrichment around transcription starts: of the annotation, else the profile's highest."""
        fold = self.fold("TSS2kb")
        return self.profile.highest if fold is None and self.profile else fold

    def others(self, *names: str) -> float:
        """Return how frequent the most frequent of all other marks is, recognised or not."""
        return max(
            (value for name, value in self.named.items() if _word(name, MARKS) not in names), default=0.0
        )

    def said(self, names: Sequence[str]) -> str:
        """Return the numbers of these marks and features, and of the "profile"."""
        shares = {name: self.exact[name] for name in names if name in self.marks}
        folds = {name: self.folds[name] for name in names if name in self.folds}
        starts = [fold for name, fold in folds.items() if name.startswith("TSS")]
        along = {}
        if self.profile and "profile" in names:
            along = {0: self.profile.at, self.profile.peak: self.profile.highest}
        elif self.profile and "TSS" in names and self.profile.at != self.fold("TSS"):
            along = {0: self.profile.at}
        parts = [shown(shares)] if shares else []
        for name, fold in folds.items():
            beside = [*starts, *along.values()] if name.startswith("TSS") else [fold]
            parts.append(f"{name} {self.exact[name]:.{_digits([*beside, 1.0], 1)}f}-fold")
        if along:
            digits = _digits([*starts, *along.values(), 1.0], 1)
            steps = [
                f"{fold:.{digits}f} at {f'{offset:+,}' if offset else 0}" for offset, fold in along.items()
            ]
            parts.append(f"profile {', '.join(steps)}")
        return ", ".join(parts)


def shown(shares: Mapping[str, float]) -> str:
    """Return marks with how frequent they are, in as many digits as tell them apart."""
    digits = _digits(list(shares.values()), 2)
    return ", ".join(f"{name} {share:.{digits}f}" for name, share in shares.items())


def _digits(values: Sequence[float], least: int) -> int:
    different = {round(value, DECIMALS) for value in values}
    telling = (n for n in range(least, DECIMALS) if len({f"{v:.{n}f}" for v in different}) == len(different))
    return next(telling, DECIMALS)


def _word(name: str, patterns: Mapping[str, str]) -> str | None:
    return next((word for word, pattern in patterns.items() if re.search(pattern, name.upper())), None)


def _recognised(values: Mapping[str, float], patterns: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in values.items():
        word = _word(name, patterns)
        if word is not None and value == value:
            found[word] = max(found.get(word, 0.0), float(value))
    return found


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, DECIMALS) for name, value in values.items()}
