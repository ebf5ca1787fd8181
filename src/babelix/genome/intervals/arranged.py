"""Two tables of intervals brought into one order: by chromosome (or strand of one), then by start."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.native import Native
from babelix.genome.interval import Intervals

Number = TypeVar("Number", bound=np.generic)
STRANDS = ("any", "same", "opposite")
_runs = Native("babelix.genome.intervals.sweep_kernels", "runs")


@dataclass(frozen=True)
class Arranged:
    """`n` intervals by group, then by start. `groups` says from which row to which each (chromosome, strand) reaches.

    The strand of a group is 0 where strands do not matter. `order` (n) are the rows of the table that it was, None when
    it stood in this order. An empty interval, a place between two bases, reaches over the two, as bedtools has it.
    """

    groups: dict[tuple[str, int], tuple[int, int]]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    order: NDArray[np.intp] | None

    @classmethod
    def of(cls, intervals: Intervals, by_strand: bool = False) -> "Arranged":
        """Arrange intervals; a table that is sorted already is not copied."""
        chrom, strand = _flat(intervals.chrom, np.int32), _flat(intervals.strand, np.int8)
        start, end = _flat(intervals.start, np.int64), _flat(intervals.end, np.int64)
        most = len(intervals.chroms) * (3 if by_strand else 1)
        found = np.empty((most, 2), np.int64)
        count = _runs(chrom, strand, start, end, len(start), int(by_strand), found, most)
        order = None
        if count < 0 or len(np.unique(found[:count, 0])) < count:
            empty = end == start
            start, end = start - empty, end + empty
            key = 3 * chrom.astype(np.int64) + strand + 1 if by_strand else chrom
            order = np.lexsort((end, start, key))
            start, end, key = start[order], end[order], key[order]
            first = np.flatnonzero(np.diff(key, prepend=-1))
            found, count = np.column_stack([key[first], first]), len(first)
        keys, cuts = found[:count, 0].tolist(), [*found[:count, 1].tolist(), len(start)]
        names = [
            (intervals.chroms[k // 3], k % 3 - 1) if by_strand else (intervals.chroms[k], 0) for k in keys
        ]
        places = pairwise(cuts)
        return cls(dict(zip(names, places, strict=True)), start, end, order)

    def rows(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which rows of the table before stand at `places`."""
        return places if self.order is None else self.order[places].astype(np.int64)

    def restored(self, values: NDArray[Number]) -> NDArray[Number]:
        """Return values, one a row in this order, in the order of the table before."""
        if self.order is None:
            return values
        found = np.empty_like(values)
        found[self.order] = values
        return found


@dataclass(frozen=True)
class Facing:
    """Queries and subjects arranged, and from and to of both in each group that both have, ``(groups, 4)``."""

    queries: Arranged
    subjects: Arranged
    groups: NDArray[np.int64]

    @classmethod
    def of(cls, queries: Intervals, subjects: Intervals, strand: str = "any") -> "Facing":
        """Bring together the groups that may meet: of one chromosome, by choice on the same or the opposite strand.

        An interval without a strand meets nothing when strands matter. Raises `RequestError` for another choice.
        """
        if strand not in STRANDS:
            raise RequestError(f"`strand` {strand!r}: expected one of {', '.join(STRANDS)}", setting="strand")
        ours, theirs = (Arranged.of(each, strand != "any") for each in (queries, subjects))
        turn = -1 if strand == "opposite" else 1
        meeting = [
            (*place, *theirs.groups[chrom, turn * side])
            for (chrom, side), place in ours.groups.items()
            if (strand == "any" or side) and (chrom, turn * side) in theirs.groups
        ]
        return cls(ours, theirs, np.array(meeting, np.int64).reshape(-1, 4))


def _flat(column: NDArray[Any], kind: Any) -> NDArray[Any]:
    return np.ascontiguousarray(column, kind)
