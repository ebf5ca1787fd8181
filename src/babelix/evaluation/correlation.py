"""Pearson's and Spearman's correlation."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Correlation:
    """A correlation of `count` pairs with its two-sided P value; both are NaN when one side never varies."""

    correlation: float
    p_value: float
    count: int
    method: str


def pearson(x: ArrayLike, y: ArrayLike) -> Correlation:
    """Return Pearson's correlation of two vectors. Raises `RequestError` unless they pair up."""
    return _correlation("pearson", x, y)


def spearman(x: ArrayLike, y: ArrayLike) -> Correlation:
    """Return Spearman's rank correlation of two vectors, ties given their mean rank."""
    return _correlation("spearman", x, y)


def pearson_along(x: ArrayLike, y: ArrayLike, axis: int = -1) -> NDArray[np.float64]:
    """Return Pearson's correlations of two equal-shaped arrays along `axis`; NaN where one side never varies.

    r = sum((x - mean x)(y - mean y)) / sqrt(sum((x - mean x)^2) sum((y - mean y)^2))
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if first.shape != second.shape:
        raise RequestError(f"expected two arrays of one shape, got {first.shape} and {second.shape}")
    flat = _constant(first, axis) | _constant(second, axis)
    first = first - first.mean(axis=axis, keepdims=True)
    second = second - second.mean(axis=axis, keepdims=True)
    below = np.sqrt((first**2).sum(axis=axis) * (second**2).sum(axis=axis))
    result = np.full(below.shape, np.nan)
    np.divide((first * second).sum(axis=axis), below, out=result, where=~flat & (below > 0))
    return np.clip(result, -1.0, 1.0)


def _correlation(method: str, x: ArrayLike, y: ArrayLike) -> Correlation:
    from scipy import stats

    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if first.ndim != 1 or first.shape != second.shape:
        raise RequestError(f"expected two vectors of one length, got shapes {first.shape} and {second.shape}")
    if len(first) < 2:
        raise RequestError(f"expected at least two pairs to correlate, got {len(first)}")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise RequestError("expected finite numbers to correlate, got NaN or infinity; leave those pairs out")
    if bool(_constant(first, 0) | _constant(second, 0)):
        return Correlation(float("nan"), float("nan"), len(first), method)
    result = (stats.pearsonr if method == "pearson" else stats.spearmanr)(first, second)
    return Correlation(float(result.statistic), float(result.pvalue), len(first), method)


def _constant(values: NDArray[np.float64], axis: int) -> Any:
    return values.max(axis=axis) == values.min(axis=axis)
