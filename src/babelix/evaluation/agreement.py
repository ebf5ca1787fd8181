"""Agreement of two labellings of the same things, corrected for chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Agreement:
    """An agreement over `count` things: 1 is perfect, about 0 is chance, below is worse than chance."""

    agreement: float
    count: int
    method: str


def adjusted_rand_of_counts(counts: ArrayLike) -> Agreement:
    """Return the adjusted Rand index of two partitions whose parts i and j share counts[i, j] = n_ij things.

    ARI = (sum_ij C(n_ij, 2) - E) / (M - E), E = A B / C(n, 2), M = (A + B) / 2, where A and B are the sums of
    C(., 2) over the rows and columns of the table of counts n_ij (Hubert and Arabie 1985, equation 5).
    """
    table = np.asarray(counts, np.float64)
    if table.ndim != 2 or not table.sum() > 0:
        raise RequestError(
            f"expected a table of the things that parts share, got {table.sum():g} things in shape {table.shape}"
        )
    together = _pairs(table).sum()
    A, B = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    E, M = A * B / max(_pairs(table.sum(keepdims=True)).sum(), 1.0), (A + B) / 2
    # Both partitions are one part, or both are all parts of one: the same partition.
    value = 1.0 if M == E else float((together - E) / (M - E))
    return Agreement(value, int(table.sum()), "adjusted Rand index")


def _pairs(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return counts * (counts - 1) / 2
