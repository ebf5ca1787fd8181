"""How well a track is predicted: the correlation of counts, the average precision of peaks."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from babelix.base.seeds import generator
from babelix.evaluation.auroc import average_precision
from babelix.evaluation.correlation import pearson_along


@dataclass(frozen=True)
class Fit:
    """A track over so many `bins`: Pearson's correlation of ``log(1 + v)``.

    Where it is of peaks, 0 or one other value, also the average `precision`, and the `prevalence` it has by chance.
    """

    bins: int
    pearson: float
    precision: float | None = None
    prevalence: float | None = None


def fit(predicted: ArrayLike, known: ArrayLike) -> Fit:
    """Return how well values are predicted (bins, of either); bins where nothing is known are left out."""
    p, y = np.asarray(predicted, np.float64), np.asarray(known, np.float64)
    there = ~np.isnan(y)
    p, y = p[there], y[there]
    if not len(y):
        return Fit(0, float("nan"))
    pearson = float(pearson_along(np.log1p(np.maximum(p, 0)), np.log1p(np.maximum(y, 0))))
    if of_peaks(y):
        found = average_precision(y > 0, p)
        return Fit(len(y), pearson, found.average_precision, found.prevalence)
    return Fit(len(y), pearson)


def of_peaks(known: ArrayLike) -> bool:
    """Return whether what is known of a track (bins) is of peaks: 0 and one other value."""
    y = np.asarray(known)
    values = np.unique(y[~np.isnan(y)])
    return len(values) == 2 and bool(values[0] == 0)


def agreement(values: NDArray[np.float32]) -> float | None:
    """Return the mean correlation of pairs of columns (bins, columns), each over the bins where both are known.

    None where no pair has one.
    """
    found = []
    for a, b in combinations(values.T, 2):
        known = ~(np.isnan(a) | np.isnan(b))
        one = fit(a[known], b[known]).pearson
        found += [one] if np.isfinite(one) else []
    return float(np.mean(found)) if found else None


def interval(
    predicted: ArrayLike, known: ArrayLike, block: int, resamples: int, seed: int
) -> tuple[float, float]:
    """Return the 95 % interval of the correlation, by drawing blocks of `block` neighbouring bins with replacement.

    Neighbours are not independent, blocks nearly. Not numbers where fewer than two blocks have a known bin.
    """
    p, y = np.asarray(predicted, np.float64), np.asarray(known, np.float64)
    sums = []
    for begin in range(0, len(y), block):
        x, z = p[begin : begin + block], y[begin : begin + block]
        there = ~np.isnan(z)
        x, z = np.log1p(np.maximum(x[there], 0)), np.log1p(np.maximum(z[there], 0))
        if len(z):
            sums.append([len(z), x.sum(), z.sum(), (x * x).sum(), (z * z).sum(), (x * z).sum()])
    if len(sums) < 2:
        return float("nan"), float("nan")
    draw = generator(seed, "blocks")
    drawn = draw.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=resamples)
    low, high = np.nanquantile(_of_sums(np.asarray(drawn @ np.array(sums), np.float64)), (0.025, 0.975))
    return float(low), float(high)


def _of_sums(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's correlations of rows of n and the sums of x, y, x x, y y and x y."""
    n, x, y, xx, yy, xy = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((n * xy - x * y) / np.sqrt((n * xx - x * x) * (n * yy - y * y)))
