"""Which intervals overlap: whether any, how many, which pairs. A point is an interval of one base.

Half-open intervals overlap when both start before the other ends. Tables sorted by chromosome and start are swept as
they stand; others are sorted first. Answers are bedtools' (`intersect`), empty intervals included.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.native import Native
from babelix.genome.interval import Intervals
from babelix.genome.intervals.arranged import Facing

_KERNELS = "babelix.genome.intervals.sweep_kernels"
_DEPTH = 32  # `DEPTH` there: subjects open at once that the quick way of counting keeps
_NONE = np.zeros(1, np.int64)
_count, _pair = Native(_KERNELS, "count"), Native(_KERNELS, "pair")


@dataclass(frozen=True)
class Pairs:
    """Rows of two tables that overlap, one pair an index: `query` and `subject`, both int64.

    They stand in the order of the queries' rows, and for one query by where the subjects start.
    """

    query: NDArray[np.int64]
    subject: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.query)


@checked
def counts(queries: Intervals, subjects: Intervals, strand: str = "any") -> NDArray[np.int32]:
    """Return, for every query, how many subjects overlap it (queries).

    `strand` is ``any``, ``same`` or ``opposite``: with the last two an interval without a strand meets nothing.
    """
    facing = Facing.of(queries, subjects, strand)
    ours, theirs, groups = facing.queries, facing.subjects, facing.groups
    found, waiting, rises = np.zeros(len(queries), np.int32), np.zeros(_DEPTH, np.int64), _NONE
    tables = (groups, len(groups), ours.start, ours.end, theirs.start, theirs.end)
    if (
        _count(*tables, found, waiting, rises, 0) < 0
    ):  # memory is asked for where it is needed: new pages take time
        rises = np.zeros(len(queries) + 1, np.int64)
        _count(*tables, found, waiting, rises, 1)
    return ours.restored(found)


@checked
def any_overlap(queries: Intervals, subjects: Intervals, strand: str = "any") -> NDArray[np.bool_]:
    """Return, for every query, whether a subject overlaps it (queries). `strand` as in `counts`."""
    return np.asarray(counts(queries, subjects, strand) > 0)


@checked
def pairs(queries: Intervals, subjects: Intervals, strand: str = "any") -> Pairs:
    """Return all pairs of a query and a subject that overlap. `strand` as in `counts`."""
    facing = Facing.of(queries, subjects, strand)
    ours, theirs, groups = facing.queries, facing.subjects, facing.groups
    state, waiting = np.array([0, -1, 0, 0, 0], np.int64), np.empty(len(subjects), np.int64)
    room = max(len(queries), len(subjects), 1)
    left, right = np.empty(room, np.int64), np.empty(room, np.int64)
    while not _pair(
        groups, len(groups), ours.start, ours.end, theirs.start, theirs.end, state, waiting, room, left, right
    ):
        room *= 2
        left, right = (np.concatenate([each, np.empty_like(each)]) for each in (left, right))
    rows = int(state[-1])
    query, subject = ours.rows(left[:rows]), theirs.rows(right[:rows])
    if ours.order is not None:
        order = np.argsort(query, kind="stable")
        query, subject = query[order], subject[order]
    return Pairs(query, subject)
