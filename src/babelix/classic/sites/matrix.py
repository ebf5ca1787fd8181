"""A position weight matrix a factor, as a classifier (Stormo 2000): the letters of a site, place by place, independent.

s_k = sum_i log p_k(i, x_i),   p_k(i, b) = (n_k(i, b) + 1) / (n_k + 4)     the factor of the largest s_k
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


class Matrices:
    """The matrices of `classes` factors, counted on one-hot sites (sites, length, 4) of these labels."""

    def __init__(self, sites: NDArray[np.float32], labels: NDArray[np.int64], classes: int) -> None:
        counts = np.stack([sites[labels == k].sum(0, dtype=np.float64) for k in range(classes)])
        self._logs: Values = np.log((counts + 1) / (counts.sum(2, keepdims=True) + 4))

    @property
    def parameters(self) -> int:
        """The numbers that were counted, one a letter less where four sum to one."""
        classes, length, letters = self._logs.shape
        return int(classes * length * (letters - 1))

    def scores(self, sites: NDArray[np.float32]) -> Values:
        """Return s (sites, classes)."""
        return np.asarray(np.einsum("nlb,klb->nk", sites.astype(np.float64), self._logs), np.float64)
