"""What is said of predictions beside measurements."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babelix.evaluation.effects import STATISTICS, Agreement
from babelix.evaluation.grouped import GroupMean
from babelix.genome.formats.measured import Measurement
from babelix.genome.variant import Variant
from babelix.workflows.dna.scoring.results import FATES, About

__all__ = [
    "KINDS",
    "MODEL",
    "MOTIF",
    "SHUFFLED",
    "STATISTICS",
    "UNASKED",
    "Cell",
    "Evaluation",
    "Overall",
    "Row",
]

MODEL, MOTIF, SHUFFLED = "model", "motif", "shuffled"
# Beside the fates of variants: those of rows that were not to be scored.
UNASKED = ("other_release", "other_element", "few_barcodes", "beyond_rows")
KINDS = ("snv", "deletion", "other")


@dataclass(frozen=True)
class Row:
    """A row of the table: what it measured, its fate, its variant on the genome, and each predictor's value.

    `motif` names the motif that changes most.
    """

    measured: Measurement
    fate: str
    variant: Variant | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    motif: str = ""

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        change = None if self.variant is None else self.variant.trimmed()
        if change is not None and len(change.ref) == len(change.alt) == 1:
            return "snv"
        return "deletion" if change is not None and not change.alt else "other"


@dataclass(frozen=True)
class Cell:
    """How one predictor agrees with one element's rows of one kind; elements of one `locus` are not independent."""

    element: str
    locus: int
    kind: str
    predictor: str
    agreement: Agreement


@dataclass(frozen=True)
class Overall:
    """A statistic's mean over loci for one predictor and kind, and the mean of its difference from the motifs'."""

    kind: str
    predictor: str
    statistic: str
    over_loci: GroupMean
    beyond_motif: GroupMean


@dataclass(frozen=True)
class Evaluation:
    """What became of every row of `table`, how predictors agree with each element, and all over."""

    about: About
    table: Path
    release: str
    score: str
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    overall: tuple[Overall, ...]

    @property
    def fates(self) -> dict[str, int]:
        """How many rows have which fate, of those fates that occur."""
        counts = Counter(row.fate for row in self.rows)
        return {fate: counts[fate] for fate in (*FATES, *UNASKED) if counts[fate]}
