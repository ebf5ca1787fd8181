"""Who lies near whom, in a full space and in a picture of it: neighbours, trustworthiness, the vote of the nearest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

_CELLS = 8_000_000
"""Distances held at once."""
_DIGITS = 10
"""Decimals of a squared distance, in mean squares of the points, that count: below is the processor's rounding."""


@dataclass(frozen=True)
class Kept:
    """How much of a space's neighbourhoods a picture keeps, of `k` neighbours.

    `trustworthiness` is 1 where no point of the picture has a neighbour that is far in the space; `neighbours` is the
    share of each point's neighbours in the space that are its neighbours in the picture, too: k / (n - 1) by chance.
    """

    k: int
    trustworthiness: float
    neighbours: float


def _silent(rows: int) -> None:
    pass


def nearest(X: NDArray[np.floating], k: int, report: Callable[[int], None] = _silent) -> NDArray[np.int64]:
    """Return the `k` nearest other points of each point of X [points, width] by Euclidean distance, nearest first.

    Of two as near, the one of the lower number stands first. `report` hears how many points are done. Raises
    `RequestError` when there are no `k` others.
    """
    _check(len(X), k, len(X) - 1)
    found = np.empty((len(X), k), np.int64)
    for first, squared in _distances(X):
        found[first : first + len(squared)] = _least(squared, k)
        report(len(squared))
    return found


def kept(
    X: NDArray[np.floating], Y: NDArray[np.floating], k: int, report: Callable[[int], None] = _silent
) -> Kept:
    """Return what the picture Y [points, 2] keeps of the neighbourhoods of X [points, width].

    T(k) = 1 - 2 / (n k (2 n - 3 k - 1)) sum_i sum_j (r(i, j) - k), over each point i and its k neighbours j in Y that
    are none of its k in X; r(i, j) is the rank of j by distance from i in X, 1 the nearest (Venna and Kaski 2001,
    equation 1). Points as near as j do not count before it. Raises `RequestError` for a `k` of half the points or more.
    """
    n = len(X)
    check_nearest(n, k)
    shown = nearest(Y, k)
    far, same = 0, 0
    for first, squared in _distances(X):
        rows = np.arange(len(squared))[:, None]
        picked = shown[first : first + len(squared)]
        # Of each neighbour in the picture: how many are nearer in the space, and itself.
        ranks = np.empty(picked.shape, np.int64)
        for column in range(k):
            ranks[:, column] = (squared < squared[rows[:, 0], picked[:, column]][:, None]).sum(1) + 1
        far += int(np.maximum(ranks - k, 0).sum())
        true = np.zeros(squared.shape, bool)
        true[rows, _least(squared, k)] = True
        same += int(true[rows, picked].sum())
        report(len(squared))
    trust = 1 - 2 * far / (n * k * (2 * n - 3 * k - 1))
    return Kept(k, trust, same / (n * k))


def told_by_nearest(neighbours: NDArray[np.int64], labels: NDArray[np.int64]) -> float:
    """Return the share of points that the vote of their nearest others [points, k] gives the right one of `labels`.

    It is leave-one-out: no point is its own neighbour. Of classes with as many votes, that of the nearest wins.
    """
    votes = labels[neighbours]
    counts = (votes[:, :, None] == votes[:, None, :]).sum(2)
    # argmax takes the first of equals, and the nearest stand first.
    chosen = votes[np.arange(len(votes)), counts.argmax(1)]
    return float((chosen == labels).mean())


def check_nearest(n: int, k: int) -> None:
    """Raise `RequestError` when `k` neighbours are half of `n` points or more, of which no rank is far."""
    _check(n, k, (n - 1) // 2)


def _check(n: int, k: int, most: int) -> None:
    if not 1 <= k <= most:
        raise RequestError(
            f"`nearest` {k}: of {n:,} points expected 1 to {max(most, 0):,}", setting="nearest"
        )


def _distances(X: NDArray[np.floating]) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield rows of squared distances with the number of the first, some at a time; a point is never near itself.

    They are in mean squares of the points, and rounded: which of two as near comes first is not for rounding to decide.
    """
    centered = X.astype(np.float64)
    centered -= centered.mean(0)
    squares = np.einsum("ij,ij->i", centered, centered)
    scale = squares.mean() or 1.0
    centered /= np.sqrt(scale)
    squares /= scale
    rows = max(_CELLS // len(X), 1)
    for first in range(0, len(X), rows):
        part = slice(first, first + rows)
        found = squares[part, None] - 2 * (centered[part] @ centered.T) + squares
        np.maximum(np.round(found, _DIGITS, out=found), 0, out=found)
        found[np.arange(len(found)), np.arange(first, first + len(found))] = np.inf
        yield first, found


def _least(squared: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """Return the places of the `k` least of each row in order, the lower place first of equals."""
    bound = np.partition(squared, k - 1, axis=1)[:, k - 1]
    found = np.empty((len(squared), k), np.int64)
    for row, (values, most) in enumerate(zip(squared, bound, strict=True)):
        places = np.flatnonzero(values <= most)
        found[row] = places[np.argsort(values[places], kind="stable")[:k]]
    return found
