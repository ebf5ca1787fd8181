"""Unions of intervals and the bases they share, by sorting and binary search."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.interval import Intervals

Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Union:
    """Disjoint intervals ``[start, end)`` of one chromosome in rising order, and the bases before each of them."""

    start: Positions
    end: Positions
    before: Positions

    def bases(self) -> int:
        """Return the number of bases covered."""
        return int(self.before[-1])

    def below(self, position: Positions) -> Positions:
        """Return, for every position, the number of covered bases strictly below it."""
        if len(self.start) == 0:
            return np.zeros(len(position), np.int64)
        index = np.searchsorted(self.start, position, side="right") - 1
        inside = np.minimum(position, self.end[index]) - self.start[index]
        return np.where(index < 0, 0, self.before[index] + inside)

    def shared(self, start: Positions, end: Positions) -> Positions:
        """Return, for every interval ``[start, end)``, the number of its bases that the union covers."""
        return self.below(end) - self.below(start)


def union(start: Positions, end: Positions) -> Union:
    """Return the union of intervals of one chromosome, in any order; touching ones are joined, empty ones left out."""
    kept = end > start
    start, end = start[kept], end[kept]
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    reach = np.maximum.accumulate(end) if len(end) else end
    opens = np.ones(len(start), bool)
    opens[1:] = start[1:] > reach[:-1]
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(start)) - 1 if len(first) else first
    start, end = start[first], reach[last] if len(first) else reach
    return Union(start, end, np.concatenate([[0], np.cumsum(end - start)]).astype(np.int64))


def unions(intervals: Intervals) -> dict[str, Union]:
    """Return the union of the intervals of every chromosome."""
    return {chrom: union(here.start, here.end) for chrom, here in intervals.by_chrom()}


def common(one: Union, other: Union) -> Union:
    """Return the bases that two unions share, as a union whose touching pieces stay apart."""
    first = np.searchsorted(other.end, one.start, side="right")
    count = np.maximum(np.searchsorted(other.start, one.end, side="left") - first, 0)
    row = np.repeat(np.arange(len(one.start)), count)
    met = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + first[row]
    start = np.maximum(one.start[row], other.start[met])
    end = np.minimum(one.end[row], other.end[met])
    return Union(start, end, np.concatenate([[0], np.cumsum(end - start)]).astype(np.int64))


NOTHING = union(np.empty(0, np.int64), np.empty(0, np.int64))
