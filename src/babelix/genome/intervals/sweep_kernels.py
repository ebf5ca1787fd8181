"""Sweeps over sorted intervals, to be compiled (`babelix.genome.intervals.overlaps`): importing it loads numba.

Both tables come in groups (a chromosome, or a strand of one) and in a group by start. `groups` (groups, 4) holds from
and to of a group's queries and of its subjects. All arrays are flat, all intervals ``[start, end)`` hold a base at
least. A pair that overlaps is one of two kinds, never both: the subject starts inside the query, or starts before the
query and is open where it starts. The first kind is a stretch of the subjects, the second is left of those gone by.
"""
# mypy: allow-untyped-defs, allow-untyped-calls

import numba

from babelix.base.native import signature

GROUP, QUERY, SUBJECT, OPEN, ROWS = 0, 1, 2, 3, 4
DEPTH = 32


@signature("int32* int8* int64* int64* int64 int64 int64* int64 -> int64")
def runs(chrom, strand, start, end, count, by_strand, found, most):
    """Fill `found` (most, 2) with key and first row of every stretch of one chromosome, or of one strand of it.

    The key is the index of the chromosome, by strand three times it and 0, 1 or 2. Return how many stretches there are;
    -1 when they are more than `most` or starts fall within one, -2 when an interval is empty: then nothing is sorted.
    """
    stretches, last, before = 0, -1, 0
    for i in range(count):
        if start[i] == end[i]:
            return -2
        key = chrom[i]
        if by_strand:
            key = 3 * key + strand[i] + 1
        if key != last:
            if stretches == most:
                return -1
            found[2 * stretches] = key
            found[2 * stretches + 1] = i
            stretches += 1
            last = key
        elif start[i] < before:
            return -1
        before = start[i]
    return stretches


@numba.njit
def _below(sorted_, at, to, limit):
    """Return the first index from `at` on, at most `to`, whose value is no longer below `limit`: near ones quickly."""
    step = 1
    while at + step <= to and sorted_[at + step - 1] < limit:
        at += step
        step *= 2
    to = min(to, at + step - 1)
    while at < to:
        middle = (at + to) >> 1
        if sorted_[middle] < limit:
            at = middle + 1
        else:
            to = middle
    return at


@numba.njit
def _count_shallow(first, last, s, to, query_start, query_end, subject_start, subject_end, found, open_):
    """Count for the queries of a group in one sweep; say False where more subjects are open than `open_` holds."""
    opened = 0
    for q in range(first, last):
        start = query_start[q]
        while s < to and subject_start[s] < start:
            if subject_end[s] > start:
                if opened == DEPTH:
                    return False
                open_[opened] = subject_end[s]
                opened += 1
            s += 1
        kept = 0
        for k in range(opened):
            if open_[k] > start:
                open_[kept] = open_[k]
                kept += 1
        opened = kept
        found[q] = opened + _below(subject_start, s, to, query_end[q]) - s
    return True


@numba.njit
def _count_deep(first, last, s, to, query_start, query_end, subject_start, subject_end, found, rises):
    """Count for the queries of a group, however many subjects are open: each has a stretch of queries that start in it.

    `rises` (queries + 1, all 0 before and after) holds where these stretches begin and end.
    """
    q = first
    for k in range(s, to):
        while q < last and query_start[q] <= subject_start[k]:
            q += 1
        rises[q] += 1
        rises[_below(query_start, q, last, subject_end[k])] -= 1
    level = 0
    for q in range(first, last):
        level += rises[q]
        rises[q] = 0
        while s < to and subject_start[s] < query_start[q]:
            s += 1
        found[q] = level + _below(subject_start, s, to, query_end[q]) - s
    rises[last] = 0


@signature("int64* int64 int64* int64* int64* int64* int32* int64* int64* int64 -> int64")
def count(groups, many, query_start, query_end, subject_start, subject_end, found, open_, rises, may_rise):
    """Fill `found` (queries) with the number of subjects that each query overlaps; return how many groups are deep.

    `open_` (`DEPTH`) and, for deep groups, `rises` (queries + 1, all 0) are scratch. Without the second, which
    `may_rise` 0 says, return -1 at the first deep group.
    """
    deep = 0
    for g in range(many):
        first, last, s, to = groups[4 * g], groups[4 * g + 1], groups[4 * g + 2], groups[4 * g + 3]
        if not _count_shallow(
            first, last, s, to, query_start, query_end, subject_start, subject_end, found, open_
        ):
            if not may_rise:
                return -1
            _count_deep(first, last, s, to, query_start, query_end, subject_start, subject_end, found, rises)
            deep += 1
    return deep


@signature("int64* int64 int64* int64* int64* int64* int64* int64* int64 int64* int64* -> int64")
def pair(
    groups, many, query_start, query_end, subject_start, subject_end, state, open_, room, queries, subjects
):
    """Fill `queries` and `subjects` (room) with the pairs that overlap, by query, then by the subject's place.

    `open_` (subjects) holds the subjects gone by that may still be open. Return 1 when all is done; 0 when there is no
    room for the pairs of the next query: `state` (group, query, subject, open, rows) then says where to go on.
    """
    rows = state[ROWS]
    for g in range(state[GROUP], many):
        first, last, to = groups[4 * g], groups[4 * g + 1], groups[4 * g + 3]
        if state[QUERY] < 0:
            state[QUERY], state[SUBJECT], state[OPEN] = first, groups[4 * g + 2], 0
        gone, opened = state[SUBJECT], state[OPEN]
        for q in range(state[QUERY], last):
            start, end, before = query_start[q], query_end[q], rows
            while gone < to and subject_start[gone] < start:
                if subject_end[gone] > start:
                    open_[opened] = gone
                    opened += 1
                gone += 1
            kept = 0
            for k in range(opened):
                s = open_[k]
                if subject_end[s] > start:
                    open_[kept] = s
                    kept += 1
                    if rows < room:
                        queries[rows] = q
                        subjects[rows] = s
                    rows += 1
            opened = kept
            s = gone
            while s < to and subject_start[s] < end:
                if rows < room:
                    queries[rows] = q
                    subjects[rows] = s
                rows += 1
                s += 1
            if rows > room:
                state[GROUP], state[QUERY], state[SUBJECT] = g, q, gone
                state[OPEN], state[ROWS] = opened, before
                return 0
        state[QUERY] = -1
    state[GROUP], state[ROWS] = many, rows
    return 1
