"""How well a track is predicted: the correlation of counts, the average precision of peaks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

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
    values = np.unique(y)
    if len(values) == 2 and values[0] == 0:
        found = average_precision(y > 0, p)
        return Fit(len(y), pearson, found.average_precision, found.prevalence)
    return Fit(len(y), pearson)
