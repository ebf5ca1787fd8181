"""The best site of a motif that a variant touches, before and after it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.motifs.motif import Motif
from babelix.genome.sequence import one_hot
from babelix.genome.variant import Read, Variant

# Scores are added up in steps of so many bits to find their distribution.
_STEP = 0.001


@dataclass(frozen=True)
class SiteChange:
    """Log-odds (bits) of the best site that a variant touches, by REF and by ALT; minus infinity where none fits."""

    ref: float
    alt: float

    def fate(self, threshold: float, least: float = 1.0) -> str:
        """Return ``lost``, ``gained``, ``weakened``, ``strengthened``, ``kept`` or ``no site``.

        A site scores at least `threshold` bits; it is weakened or strengthened by `least` bits or more.
        """
        before, after = self.ref >= threshold, self.alt >= threshold
        if before and after:
            change = self.alt - self.ref
            return "weakened" if change <= -least else "strengthened" if change >= least else "kept"
        return "lost" if before else "gained" if after else "no site"


def site_change(motif: Motif, read: Read, variant: Variant) -> SiteChange:
    """Return the best of all windows, on both strands, that hold a base which the variant changes.

    Of an allele that is empty once both are trimmed, windows hold the bases on both sides of the place. `read` gives
    the bases ``[start, end)`` of a contig; an N counts as the background.
    """
    change = variant.trimmed()
    width = len(motif.probabilities)
    before = read(change.chrom, change.start - (width - 1), change.start)
    after = read(change.chrom, change.end, change.end + width - 1)
    odds = motif.log_odds()
    scores = []
    for allele in (change.ref, change.alt):
        bases = np.concatenate([before, np.frombuffer(allele.encode("ascii"), np.uint8), after])
        scores.append(best_site(odds, one_hot(bases)))
    return SiteChange(*scores)


def best_site(odds: NDArray[np.float64], rows: NDArray[np.float32]) -> float:
    """Return the highest summed log-odds of a window, on either strand; minus infinity for rows shorter than the motif.

    `odds` is (width, 4), `rows` one-hot (bases, 4).
    """
    width = len(odds)
    if len(rows) < width:
        return float("-inf")
    windows = np.lib.stride_tricks.sliding_window_view(rows, (width, 4)).reshape(-1, width * 4)
    both = np.stack([odds.ravel(), odds[::-1, ::-1].ravel()], axis=1)
    return float((windows @ both).max())


def site_threshold(motif: Motif, p: float) -> float:
    """Return the least score (bits) that a window of random bases, A C G T alike, reaches on one strand at most `p`.

    The distribution of the score is the convolution of the positions' (Staden 1989), each rounded to a thousandth of
    a bit; what rounding may have added is taken off. Infinity when even the highest score comes more often than `p`.
    """
    steps = np.rint(motif.log_odds() / _STEP).astype(np.int64)
    low = steps.min(1)
    mass = np.ones(1)
    for row, least in zip(steps, low, strict=True):
        wider = np.zeros(len(mass) + int((row - least).max()))
        for step in row - least:
            wider[step : step + len(mass)] += mass / 4
        mass = wider
    tail = np.cumsum(mass[::-1])[::-1]
    rare = np.flatnonzero((tail <= p * (1 + 1e-9)) & (mass > 0))
    if not len(rare):
        return float("inf")
    return float((low.sum() + rare[0] - len(steps) / 2) * _STEP)
