"""What was found of expression."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Score:
    """A score of `genes` genes and its percentile interval; `value` None where it is not defined."""

    value: float | None
    interval: tuple[float, float] | None
    genes: int

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {"value": self.value, "interval": self.interval, "genes": self.genes}


@dataclass(frozen=True)
class Weight:
    """By how much a mark in all of the window (`around`) or the gene (`body`) moves the prediction, against none of it.

    `around_folds` and `body_folds` are the least and the most among the folds' fits; `present` is the share of the
    window that has the mark, over all genes.
    """

    mark: str
    present: float
    around: float
    around_folds: tuple[float, float]
    body: float | None = None
    body_folds: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {**vars(self)}


@dataclass(frozen=True)
class Expression:
    """How well marks tell expression; `predicted` and `measured` (genes) are logarithms, `settings` how it was done.

    `scores` are r, rho, auroc and r_on; `penalties` those of the folds' fits.
    """

    cell: str
    column: str
    chromosomes: Mapping[str, int]
    blocks: int
    scores: Mapping[str, Score]
    weights: tuple[Weight, ...]
    penalties: tuple[float, ...]
    predicted: NDArray[np.float64]
    measured: NDArray[np.float64]
    settings: Mapping[str, Any] = field(default_factory=dict)
    controls: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    joined: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def genes(self) -> int:
        """How many genes were predicted."""
        return len(self.measured)

    def as_json(self) -> dict[str, Any]:
        """Return all of it but the genes, ready to be printed."""
        return {
            "cell": self.cell,
            "column": self.column,
            "genes": self.genes,
            "on": self.scores["r_on"].genes,
            "chromosomes": {**self.chromosomes},
            "blocks": self.blocks,
            **{name: score.as_json() for name, score in self.scores.items()},
            "weights": [each.as_json() for each in self.weights],
            "penalties": list(self.penalties),
            "settings": {**self.settings},
            "controls": list(self.controls),
            "left_out": {**self.left_out},
            "joined": {**self.joined},
            "columns": {**self.columns},
        }
