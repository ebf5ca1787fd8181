"""Marks in a window around each gene's start, and along the gene, read in the direction of transcription."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

Around = Literal["bins", "means"]
# What tells how much could be read anywhere, and marks nothing itself.
CONTROLS = frozenset({"wce", "input", "control", "ctrl", "igg", "wholecellextract"})
MISSING = 2
_MOST = 4000


@dataclass(frozen=True)
class Window:
    """`reach` bins on either side of the start, each for itself or as one mean, and with `body` the gene's mean."""

    reach: int
    around: Around = "bins"
    body: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """What each mark is told of: the bins in the direction of transcription (``-1`` lies before), ``body``."""
        around = [str(k) for k in range(-self.reach, self.reach + 1)] if self.around == "bins" else ["mean"]
        return (*around, "body") if self.body else tuple(around)

    def check(self, marks: int) -> None:
        """Raise `RequestError` for more columns than can be fitted at ease."""
        if marks * len(self.parts) > _MOST:
            raise RequestError(
                f"`window` of {2 * self.reach + 1} bins of {marks} marks: {marks * len(self.parts):,} columns, "
                f"expected {_MOST:,} at most; take means, or a shorter window",
                setting=("window", "around"),
            )


def is_control(mark: str) -> bool:
    """Say whether a mark's name is that of an input control."""
    return "".join(each for each in mark.lower() if each.isalpha()) in CONTROLS


def features(
    rows: NDArray[np.uint8],
    start: NDArray[np.int64],
    last: NDArray[np.int64],
    forward: NDArray[np.bool_],
    window: Window,
) -> tuple[NDArray[np.float64], NDArray[np.bool_], Counter[str]]:
    """Return what genes show (kept, parts x marks), which were kept (n), and how many not, and why.

    `rows` (bins, marks) hold 0, 1 or 2 for missing; `start` and `last` (n) are the bins of the first and of the last
    base of a gene in the direction of transcription. A gene is left out whose window or body leaves the bins, or in
    which a mark is missing.
    """
    reach, marks = window.reach, rows.shape[1]
    low, high = start - reach, start + reach
    if window.body:
        low, high = np.minimum(low, np.minimum(start, last)), np.maximum(high, np.maximum(start, last))
    inside = (low >= 0) & (high < len(rows))
    missing = np.concatenate([[0], np.cumsum((rows == MISSING).any(axis=1))])
    whole = inside.copy()
    whole[inside] = missing[high[inside] + 1] == missing[low[inside]]
    steps = np.where(forward[whole], 1, -1)
    around = rows[start[whole][:, None] + steps[:, None] * np.arange(-reach, reach + 1)].astype(np.float64)
    parts = [around] if window.around == "bins" else [around.mean(axis=1, keepdims=True)]
    if window.body:
        parts.append(_means(rows, start[whole], last[whole])[:, None])
    left_out = Counter({"whose window leaves the bins": int((~inside).sum())})
    left_out["in whose window a mark is missing"] = int((inside & ~whole).sum())
    return np.concatenate(parts, axis=1).reshape(len(around), len(window.parts) * marks), whole, left_out


def _means(rows: NDArray[np.uint8], one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean of each mark from bin `one` to bin `other`, both included, in either order (n, marks)."""
    total = np.zeros((len(rows) + 1, rows.shape[1]), np.int64)
    np.cumsum(rows, axis=0, out=total[1:])
    low, high = np.minimum(one, other), np.maximum(one, other) + 1
    return np.asarray((total[high] - total[low]) / (high - low)[:, None], np.float64)


def mark_weights(weights: NDArray[np.float64], marks: Sequence[str], window: Window) -> NDArray[np.float64]:
    """Return weights (parts x marks) summed over the window, and of the body (marks, 1 or 2).

    The sum is by how much the prediction differs between a mark in every bin of the window and in none.
    """
    table = weights.reshape(len(window.parts), len(marks))
    around = table[:-1] if window.body else table
    columns = [around.sum(0), table[-1]] if window.body else [around.sum(0)]
    return np.stack(columns, axis=1)
