"""Tables of intervals made of others: union, intersection, complement, shift, as bedtools makes them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.genome import overlap
from babelix.genome.interval import Intervals
from babelix.genome.intervals.coverage import refuse_outside
from babelix.genome.intervals.overlaps import pairs


@checked
def union(intervals: Intervals, by_strand: bool = False) -> Intervals:
    """Return the bases that are covered, as disjoint intervals in the order of `chroms`, then by start (`merge`).

    Touching intervals are joined, empty ones left out. `by_strand` unites each strand alone, those without one too.
    """
    pieces = [
        (intervals.chroms.index(name), overlap.union(some.start, some.end), side)
        for name, here in intervals.by_chrom()
        for side, some in (_strands(here) if by_strand else [(0, here)])
    ]
    whole = Intervals(
        intervals.chroms,
        np.repeat([code for code, _, _ in pieces], [len(each.start) for _, each, _ in pieces]).astype(
            np.int32
        ),
        np.concatenate([_NONE, *(each.start for _, each, _ in pieces)]),
        np.concatenate([_NONE, *(each.end for _, each, _ in pieces)]),
        np.repeat([side for _, _, side in pieces], [len(each.start) for _, each, _ in pieces]).astype(
            np.int8
        ),
    )
    return whole[np.lexsort((whole.start, whole.chrom))] if by_strand else whole


@checked
def intersection(intervals: Intervals, others: Intervals, strand: str = "any") -> Intervals:
    """Return the pieces of intervals that lie in others, one for each pair, in the intervals' order (`intersect`).

    Strands and labels are those of `intervals`; `strand` as in `overlaps.counts`. Unite both before to have each base
    once. What shares no base leaves no piece.
    """
    met = pairs(intervals, others, strand)
    start = np.maximum(intervals.start[met.query], others.start[met.subject])
    end = np.minimum(intervals.end[met.query], others.end[met.subject])
    kept = end > start
    return _moved(intervals[met.query[kept]], start[kept], end[kept])


@checked
def complement(intervals: Intervals, sizes: Mapping[str, int]) -> Intervals:
    """Return what no interval covers of the chromosomes of `sizes` (bases of each), in their order (`complement`).

    Raises `RequestError` for an interval on another chromosome or beyond the end of its own.
    """
    refuse_outside(intervals, sizes)
    covered = overlap.unions(intervals)
    chrom, start, end = [_NONE], [_NONE], [_NONE]
    for code, (name, size) in enumerate(sizes.items()):
        here = covered.get(name, overlap.NOTHING)
        low, high = np.append(0, here.end), np.append(here.start, size)
        left = high > low
        chrom.append(np.full(int(left.sum()), code))
        start.append(low[left])
        end.append(high[left])
    codes = np.concatenate(chrom).astype(np.int32)
    return Intervals(
        tuple(sizes), codes, np.concatenate(start), np.concatenate(end), np.zeros(len(codes), np.int8)
    )


@checked
def shift(
    intervals: Intervals, by: int, sizes: Mapping[str, int], along_strand: bool = False, ends: str = "clip"
) -> Intervals:
    """Return intervals moved by bases, leftwards below 0; with `along_strand` those of the minus strand the other way.

    `sizes` are the bases of each chromosome. ``clip`` keeps what would leave its chromosome at the end, a base of it at
    least (`shift`); ``wrap`` lets it come in again at the other end, in two pieces where it lies across. Raises
    `RequestError` for an interval on another chromosome or beyond the end of its own.
    """
    if ends not in ("clip", "wrap"):
        raise RequestError(f"`ends` {ends!r}: expected clip or wrap", setting="ends")
    refuse_outside(intervals, sizes)
    size = np.array([sizes.get(name, 0) for name in intervals.chroms], np.int64)[intervals.chrom]
    step = np.where(intervals.strand < 0, -by, by) if along_strand else np.full(len(intervals), by, np.int64)
    start, end = intervals.start + step, intervals.end + step
    if ends == "clip":
        return _moved(intervals, np.clip(start, 0, np.maximum(size - 1, 0)), np.clip(end, 1, size))
    length = intervals.end - intervals.start
    start = start % np.maximum(size, 1)
    end = start + length
    across = np.flatnonzero(end > size)
    rows = np.sort(np.concatenate([np.arange(len(intervals)), across]))
    again = np.diff(rows, prepend=-1) == 0  # the piece that came in at the other end
    begin = np.where(again, 0, start[rows])
    stop = np.where(again, end[rows] - size[rows], np.minimum(end, size)[rows])
    return _moved(intervals[rows], begin, stop)


_NONE = np.empty(0, np.int64)


def _strands(here: Intervals) -> list[tuple[int, Intervals]]:
    return [(side, here[here.strand == side]) for side in (1, -1, 0)]


def _moved(intervals: Intervals, start: NDArray[np.int64], end: NDArray[np.int64]) -> Intervals:
    return replace(intervals, start=start, end=end)
