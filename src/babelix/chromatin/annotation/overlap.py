"""Fold enrichment of annotations in states, as ChromHMM's OverlapEnrichment prints it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.chromatin.segments.names import number_of, order_of
from babelix.chromatin.segments.segments import Segments
from babelix.genome.interval import Intervals
from babelix.genome.overlap import NOTHING, unions


@dataclass(frozen=True)
class Overlap:
    """Fold enrichments.

    `states` and `features` name rows and columns; `genome` (states) is each state's percentage of the segmented bases,
    `base` (features) each feature's; `fold` (states x features) is the enrichment, not a number for an empty feature.
    """

    states: tuple[str, ...]
    features: tuple[str, ...]
    genome: NDArray[np.float64]
    base: NDArray[np.float64]
    fold: NDArray[np.float64]

    def table(self) -> str:
        """Return the text of ChromHMM's ``_overlap.txt``."""
        rows = ["\t".join([f"State ({order_of(self.states)} order)", "Genome %", *self.features])]
        for state, share, folds in zip(self.states, self.genome, self.fold, strict=True):
            rows.append("\t".join([number_of(state), f"{share:.5f}", *map(printed, folds)]))
        rows.append("\t".join(["Base", "100", *(f"{share:.10f}" for share in self.base)]))
        return "\n".join(rows) + "\n"


def overlap(segments: Segments, features: dict[str, Intervals], bin_size: int = 200) -> Overlap:
    """Measure every feature in every state, base by base.

    fold = (bases in state and feature / bases in state) / (bases in feature / all bases), all within the segmentation,
    which is read in whole bins of `bin_size` bases. The intervals of a feature are united first, so a base counts once.
    Raises `RequestError` when a feature names chromosomes and none of them is segmented.
    """
    segments = segments.in_bins(bin_size)
    found = segments.intervals
    shared = np.zeros((len(segments.states), len(features)))
    for column, (name, intervals) in enumerate(features.items()):
        _refuse_strangers(segments, name, intervals)
        covered = unions(intervals)
        for chrom, here in found.by_chrom():
            bases = covered.get(chrom, NOTHING).shared(here.start, here.end)
            assert here.label is not None
            shared[:, column] += np.bincount(here.label, weights=bases, minlength=len(segments.states))
    in_state = segments.bases().astype(np.float64)
    total, in_feature = in_state.sum(), shared.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        fold = (shared / in_state[:, None]) / (in_feature / total)
    return Overlap(
        segments.states, tuple(features), 100 * in_state / total, 100 * in_feature / total, np.asarray(fold)
    )


def printed(fold: float) -> str:
    """Return a fold as ChromHMM prints it; ``NaN`` where there is nothing to divide by."""
    return "NaN" if fold != fold else f"{fold:.5f}"


def _refuse_strangers(segments: Segments, name: str, intervals: Intervals) -> None:
    if intervals.chroms and not set(intervals.chroms) & set(segments.intervals.chroms):
        raise RequestError(
            f"{name} is on chromosomes {', '.join(intervals.chroms[:3])} and {segments.origin} on "
            f"{', '.join(segments.intervals.chroms[:3])}; use files of one assembly with one way of naming chromosomes"
        )
