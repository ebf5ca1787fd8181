"""What the motif task found: each model right of how many, factor by factor, with intervals."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.evaluation.percentile import wilson
from babelix.genome.motifs.motif import Motif
from babelix.workflows.dna.motifs.learning.data import Task
from babelix.workflows.dna.motifs.match import FLAT, LEVEL, Found

COLUMNS = ("model", "parameters", "right", "of", "share", "low", "high", "clean", "clean_of", "seeds")


@dataclass(frozen=True)
class Share:
    """So many right `of` so many, and Wilson's 95 % interval."""

    name: str
    right: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """A model: all sites tested, those not also trained on (`clean`), each factor's; and the right ones of each seed.

    All but `seeds` are of the first seed's model. `rate` is None where nothing is trained by steps.
    """

    kind: str
    parameters: int
    rate: float | None
    all: Share
    clean: Share
    factors: tuple[Share, ...]
    seeds: tuple[int, ...]

    def texts(self) -> list[str]:
        """Return the texts of `COLUMNS`."""
        own = self.all
        numbers = [f"{own.right}", f"{own.of}", f"{own.share:.4f}", f"{own.low:.4f}", f"{own.high:.4f}"]
        clean = [f"{self.clean.share:.4f}", f"{self.clean.of}"]
        return [self.kind, f"{self.parameters:,}", *numbers, *clean, ",".join(map(str, self.seeds))]


@dataclass(frozen=True, eq=False)
class Space:
    """What a model reads or makes of the sites tested, on its first two principal axes (sites, 2)."""

    name: str
    places: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Learned:
    """The task's outcome.

    `matrices` are the factors' motifs, `filters` the first CNN's beside known motifs; `attention` is the first
    Transformer's mean over the sites tested of each factor (factors, heads, length, length).
    """

    run: Path
    task: Task
    rows: tuple[Row, ...]
    matrices: tuple[Motif, ...]
    filters: Found
    spaces: tuple[Space, ...]
    attention: NDArray[np.float32]

    def leak(self) -> dict[str, int]:
        """Return how many sites tested are also trained on: as they are, as reverse complements, either way."""
        found = self.task.leak
        return {name: int(getattr(found, name).sum()) for name in ("direct", "reverse", "either")}

    def report(self) -> dict[str, Any]:
        """Return what programs read."""
        return {
            "training": str(self.task.paths[0]),
            "test": str(self.task.paths[1]),
            "factors": self.task.factors,
            "trained_on": len(self.task.train),
            "held_out": len(self.task.val),
            "tested": len(self.task.test),
            "leak": self.leak(),
            "models": [asdict(row) for row in self.rows],
            "filters": [
                {"name": query.name, "sites": query.sites, "flat": flat, "nearest": asdict(row[0])}
                for query, flat, row in zip(
                    self.filters.queries.motifs, self.filters.flat, self.filters.nearest, strict=True
                )
            ],
        }

    def lines(self) -> Iterator[str]:
        """Yield what a person reads: the leak, each model, each factor, the filters."""
        leak = self.leak()
        yield (
            f"{len(self.task.train):,} sites trained on, {len(self.task.val):,} held out, {len(self.task.test):,} "
            f"tested; of these {leak['direct']} are also trained on, {leak['reverse']} as reverse complements, "
            f"{leak['either']} in all: clean is without them"
        )
        yield "\t".join(COLUMNS)
        for row in self.rows:
            yield "\t".join(row.texts())
        yield "\t".join(("factor", *(row.kind for row in self.rows)))
        for at, factor in enumerate(self.task.factors):
            shares = [row.factors[at] for row in self.rows]
            told = [f"{one.right}/{one.of} ({one.low:.3f}-{one.high:.3f})" for one in shares]
            yield "\t".join((factor, *told))
        yield self._of_filters()

    def _of_filters(self) -> str:
        """Return how many filters are like a known motif, those of few bits apart: their P values are too small."""
        like = [each > 0 for each in self.filters.like]
        flat = self.filters.flat
        sharp = [one for one, few in zip(like, flat, strict=True) if not few]
        told = f"filters: {sum(sharp)} of {len(sharp)} are like a known motif at q <= {LEVEL}"
        if not any(flat):
            return told
        return (
            f"{told}; of {sum(flat)} with less than {FLAT} bits a column {sum(like) - sum(sharp)}, of which nothing "
            "is claimed"
        )


def row_of(
    kind: str, parameters: int, rate: float | None, task: Task, predictions: list[NDArray[np.int64]]
) -> Row:
    """Return the row of a model from the factors predicted (sites), a seed each, the first one's above all."""
    labels = task.test.labels
    right = predictions[0] == labels
    clean = ~task.leak.either
    factors = [share(name, right[labels == at]) for at, name in enumerate(task.factors)]
    seeds = tuple(int((each == labels).sum()) for each in predictions)
    return Row(
        kind, parameters, rate, share("all", right), share("clean", right[clean]), tuple(factors), seeds
    )


def share(name: str, right: NDArray[np.bool_]) -> Share:
    """Return how many are right; a share of nothing is 0."""
    count, total = int(right.sum()), len(right)
    return Share(name, count, total, count / max(total, 1), *wilson(count, total))
