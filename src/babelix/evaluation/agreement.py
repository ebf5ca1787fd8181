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


def adjusted_rand_index(first: ArrayLike, second: ArrayLike) -> Agreement:
    """Return the adjusted Rand index of two partitions; what the parts are called does not matter."""
    table, _ = _table(first, second, shared=False)
    return adjusted_rand_of_counts(table)


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


def cohen_kappa(first: ArrayLike, second: ArrayLike) -> Agreement:
    """Return Cohen's kappa of two raters' labels: the same name means the same label.

    kappa = (p_o - p_e) / (1 - p_e), observed and expected share of equal labels (Cohen 1960); NaN when both
    give one and the same label to everything.
    """
    table, count = _table(first, second, shared=True)
    p_o = float(np.trace(table)) / count
    p_e = float(table.sum(axis=1) @ table.sum(axis=0)) / count**2
    value = float("nan") if p_e == 1 else (p_o - p_e) / (1 - p_e)
    return Agreement(value, count, "Cohen's kappa")


def _table(first: ArrayLike, second: ArrayLike, shared: bool) -> tuple[NDArray[np.float64], int]:
    """Count each pair of labels; `shared` gives rows and columns the same labels."""
    a, b = np.asarray(first), np.asarray(second)
    if a.ndim != 1 or a.shape != b.shape:
        raise RequestError(f"expected two labellings of the same things, got shapes {a.shape} and {b.shape}")
    if not len(a):
        raise RequestError("expected at least one labelled thing, got none")
    if shared:
        both, codes = np.unique(np.concatenate([a, b]), return_inverse=True)
        rows, columns, height, width = codes[: len(a)], codes[len(a) :], len(both), len(both)
    else:
        (left, rows), (right, columns) = (np.unique(labels, return_inverse=True) for labels in (a, b))
        height, width = len(left), len(right)
    counts = np.bincount(rows * width + columns, minlength=height * width)
    return counts.reshape(height, width).astype(np.float64), len(a)


def _pairs(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return counts * (counts - 1) / 2
