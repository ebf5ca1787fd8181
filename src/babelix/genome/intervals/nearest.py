"""The nearest intervals: bedtools' `closest`, ties and signs included."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals
from babelix.genome.intervals.arranged import Facing
from babelix.genome.intervals.overlaps import pairs

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Nearest:
    """Queries with the subjects nearest to them, a pair an index; a query whose chromosome has no subject has none.

    `distance` in bases is 0 where the two overlap, 1 where they touch, below 0 where the subject lies before the query.
    """

    query: Rows
    subject: Rows
    distance: Rows


@checked
def nearest(queries: Intervals, subjects: Intervals, strand: str = "any", ties: str = "all") -> Nearest:
    """Return, for every query, the subjects nearest to it: those that overlap it, else the nearest on either side.

    `strand` as in `overlaps.counts`. `ties` is ``all``, or ``first``: of equally near ones that which starts first.
    Rows stand in the order of the queries, then by where the subjects start.
    """
    if ties not in ("all", "first"):
        raise RequestError(f"`ties` {ties!r}: expected all or first", setting="ties")
    touching = pairs(queries, subjects, strand)
    alone = np.ones(len(queries), bool)
    alone[touching.query] = False
    pieces = [(touching.query, touching.subject, np.zeros(len(touching), np.int64))]
    lonely = np.flatnonzero(alone)
    facing = Facing.of(queries[lonely], subjects, strand)
    for begin, to, first, last in facing.groups.tolist():
        query, subject, distance = _beside(facing, slice(begin, to), slice(first, last))
        rows = lonely[facing.queries.rows(query + begin)]
        pieces.append((rows, facing.subjects.rows(subject + first), distance))
    query, subject, distance = (np.concatenate(each) for each in zip(*pieces, strict=True))
    order = np.lexsort((subjects.end[subject], subjects.start[subject], query))
    if ties == "first":
        order = order[np.flatnonzero(np.diff(query[order], prepend=-1))]
    return Nearest(query[order], subject[order], distance[order])


def _beside(facing: Facing, ours: slice, theirs: slice) -> tuple[Rows, Rows, Rows]:
    """Return query, subject and distance of the nearest in one group, where nothing overlaps."""
    begin, end = facing.queries.start[ours], facing.queries.end[ours]
    starts, ends = facing.subjects.start[theirs], facing.subjects.end[theirs]
    by_end = np.argsort(ends, kind="stable")
    ends = ends[by_end]
    far = np.iinfo(np.int64).max
    after, before = np.searchsorted(starts, end), np.searchsorted(ends, begin, side="right")
    right = np.append(starts, 0)[after] - end + 1
    right[after == len(starts)] = far
    left = begin - np.append(0, ends)[before] + 1
    left[before == 0] = far
    found = []
    for which, values, at, sign in ((right <= left, starts, after, 1), (left <= right, ends, before - 1, -1)):
        query = np.flatnonzero(which)
        value = values[at[query]]
        low, high = np.searchsorted(values, value), np.searchsorted(values, value, side="right")
        many = high - low
        # A query has as many rows as subjects share that place.
        row = np.repeat(query, many)
        place = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many - low, many)
        distance = sign * (right if sign > 0 else left)[row]
        found.append((row, place if sign > 0 else by_end[place], distance))
    query, subject, distance = (np.concatenate(each).astype(np.int64) for each in zip(*found, strict=True))
    return query, subject, distance
