"""What weaker peaks add: the bases covered by those with at least some signal, or by each file's own strongest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.coverage.stack import Stack

STEPS = 10


@dataclass(frozen=True)
class Threshold:
    """Of the peaks of `annotation`, the share `kept` that is strongest: how many peaks, and the bases they cover.

    ``signal`` as `by`: of all files together, those with the signal `signal` at least. ``rank``: of each file its own
    strongest, for experiments measure on scales of their own; `signal` is then NaN.
    """

    annotation: str
    by: str
    kept: float
    signal: float
    peaks: int
    bases: int


def thresholds(
    annotation: str, files: Sequence[bool], signals: Sequence[NDArray[np.float64] | None], stacked: Stack
) -> list[Threshold]:
    """Return what a tenth, two tenths, ..., all peaks cover, by both ways; nothing where a file has no signal.

    `files` says which files are the annotation's, `signals` are those of all.
    """
    own = [signal for signal, mine in zip(signals, files, strict=True) if mine]
    known = [signal for signal in own if signal is not None]
    if len(known) < len(own) or not sum(map(len, known)):
        return []
    cuts = np.quantile(np.concatenate(known), np.arange(STEPS) / STEPS)
    none = np.full(len(stacked.file), -np.inf)  # of elements of other annotations
    place = stacked.of(files)
    found = []
    for by, levels, signal_of in (
        ("signal", cuts, lambda each: each),
        ("rank", np.arange(STEPS) / STEPS, _ranks),
    ):
        none[place] = np.concatenate([signal_of(each) for each in known])
        for step in range(STEPS - 1, -1, -1):
            kept = none >= levels[step]
            bases = sum(each.bases() for each in stacked.union(kept).values())
            signal = float(levels[step]) if by == "signal" else float("nan")
            found.append(
                Threshold(annotation, by, (STEPS - step) / STEPS, signal, stacked.count(kept), bases)
            )
    return found


def _ranks(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of a file's peaks that are weaker than each (peaks); equal ones share the lowest."""
    return np.searchsorted(np.sort(signal), signal) / max(len(signal), 1)
