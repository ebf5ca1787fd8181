"""How the bases covered grow with more cells or factors, and with weaker peaks: is the end in sight?

The mean over all orders is exact: a base that m of n groups cover is missed by k of them in C(n - m, k) of C(n, k)
choices (the rarefaction of Hurlbert 1971, bases for individuals).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.native import Native
from babelix.base.seeds import generator
from babelix.enrichment.coverage.patterns import Patterns

CONFIDENCE = 0.95
_first = Native("babelix.enrichment.coverage.saturation_kernels", "first")


@dataclass(frozen=True)
class Curve:
    """Bases covered by 1, 2, ... `names` (n): the mean over all orders, and the ends of the middle 95 % of some.

    `alone` (n) are the bases of each by itself, `orders` how many orders were drawn for the band.
    """

    column: str
    names: tuple[str, ...]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    alone: NDArray[np.int64]
    orders: int

    def last_gain(self) -> float:
        """Return by how much the last group still grew the bases, on the mean, as a share of all of them; 1 of one."""
        if len(self.mean) < 2:
            return 1.0
        return float((self.mean[-1] - self.mean[-2]) / self.mean[-1]) if self.mean[-1] else 0.0


def saturation(column: str, found: Patterns, orders: int = 200, seed: int = 1) -> Curve:
    """Return the curve of the groups of `column`, whose bases `found` tells apart.

    Raises `RequestError` for less than one order.
    """
    if orders < 1:
        raise RequestError(f"`orders` {orders}: expected at least 1", setting="orders")
    count = len(found.names)
    numbers = generator(seed, "orders of groups", column)
    drawn = np.zeros((orders, count), np.int64)
    cuts = np.append(0, np.cumsum(found.inside.sum(axis=1)))
    groups = np.flatnonzero(found.inside)
    groups %= count
    bases = np.ascontiguousarray(found.bases)
    for row in drawn:
        _first(cuts, groups, bases, len(bases), numbers.permutation(count), row)
    drawn = np.cumsum(drawn, axis=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return Curve(column, found.names, expected(found.depths()), low, high, found.alone(), orders)


def expected(depths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the bases that k = 1, ..., n of n groups cover, on the mean over all choices.

    `depths` (n + 1) are the bases that 0, 1, ..., n groups cover.
    """
    count = len(depths) - 1
    return np.array(
        [
            sum(
                float(bases) * (1 - comb(count - many, k) / comb(count, k))
                for many, bases in enumerate(depths)
                if many
            )
            for k in range(1, count + 1)
        ]
    )
