"""Shares of a whole: where a number stands among others, by mid-rank, and the interval of so many of so many."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from babelix.base.errors import RequestError

# Of a normal distribution 95 % lie within so many deviations.
_Z = 1.959963984540054


def percentiles(background: ArrayLike, values: ArrayLike) -> NDArray[np.float64]:
    """Return the percentile, 0 to 100, of each of `values` among the sorted numbers `background`.

    ``100 (below + equal / 2) / n``: half of those equal count as below (mid-rank). Raises `RequestError` for a
    background that is empty, not sorted or not of numbers, and for values that are none.
    """
    known, asked = np.asarray(background, np.float64), np.asarray(values, np.float64)
    if known.ndim != 1 or not len(known):
        raise RequestError(f"expected a background of one row of numbers, got shape {known.shape}")
    if not np.isfinite(known).all() or (np.diff(known) < 0).any():
        raise RequestError("expected a background of finite numbers, sorted; sort it and leave NaN out")
    if np.isnan(asked).any():
        raise RequestError("expected values that are numbers, got NaN; leave those out")
    below = np.searchsorted(known, asked, side="left")
    at_most = np.searchsorted(known, asked, side="right")
    return np.asarray(100.0 * (below + at_most) / (2 * len(known)), np.float64)


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of the share ``count / total`` (Wilson 1927); of nothing, from 0 to 1."""
    if not total:
        return 0.0, 1.0
    z, p = _Z, count / total
    center = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(center - half, 0.0), min(center + half, 1.0)
