"""What is said of variants: every allele with its fate and scores, and what scored them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babelix.tracks.untrained import remark

FATES = ("scored", "ref_mismatch", "outside", "unknown_contig", "symbolic", "star", "too_wide", "bad_row")
SCORES = ("sad", "sar", "l2", "max", "null_l2")
# Where the size of a score stands among those of a background, 0 to 100.
PERCENTILES = ("sad_percentile", "sar_percentile", "l2_percentile", "max_percentile")


@dataclass(frozen=True)
class About:
    """What scored: the model, on which genome, reading `window` bases and comparing `effect_window` of them.

    `own` are the names of what the model says beside the scores of its tracks, `numbers` those that are no text.
    `at_starts` is true where scores at starts of transcription were asked for, `ranked` where scores stand beside a
    background's.
    """

    model: str
    genome: Path
    assembly: str | None
    window: int
    effect_window: int
    tracks: tuple[str, ...]
    own: tuple[str, ...] = ()
    at_starts: bool = False
    ranked: bool = False
    numbers: tuple[str, ...] = ()

    @property
    def remark(self) -> str:
        """What a reader must know before any number; nothing of a trained model."""
        return remark(self.model)

    @property
    def scores(self) -> tuple[str, ...]:
        """The names of what is told of each track."""
        return (*SCORES, *PERCENTILES) if self.ranked else SCORES


@dataclass(frozen=True)
class AtStart:
    """The scores, by track, over the three bins at a start of transcription: of `gene`, at `place`, counted from 1."""

    gene: str
    place: str
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Scored:
    """One allele: what was asked as `variant`, its fate, and its scores by track, those of `SCORES` that there are.

    `own` are what the model says beside these (`babelix.tracks.own`), `info` the same for a VCF, by field. `starts` are
    those of transcription within what is compared, where these were asked for.
    """

    variant: str
    fate: str
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    own: Mapping[str, float | str] = field(default_factory=dict)
    info: Mapping[str, str] = field(default_factory=dict)
    starts: tuple[AtStart, ...] = ()


@dataclass(frozen=True)
class VariantScores:
    """What became of every allele, and what scored them."""

    about: About
    rows: tuple[Scored, ...]

    @property
    def fates(self) -> dict[str, int]:
        """How many alleles have which fate, of those fates that occur."""
        return count_fates(row.fate for row in self.rows)


def count_fates(fates: Iterable[str]) -> dict[str, int]:
    """Return how many of `fates` there are of each that occurs, in the order of `FATES`."""
    counts = Counter(fates)
    return {fate: counts[fate] for fate in FATES if counts[fate]}
