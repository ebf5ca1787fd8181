import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals
from babelix.genome.intervals.nearest import nearest

ROW = st.tuples(st.sampled_from("ab"), st.integers(1, 83), st.integers(1, 7), st.sampled_from("+-."))
ROWS = st.lists(ROW, max_size=13)
TURNS = {"any": None, "same": 1, "opposite": -1}
OPTIONS = {"any": "", "same": "-s", "opposite": "-S"}


def brute(first, second, strand):
    """Yield query, subject, signed distance of the nearest, by measuring all with all."""
    for q in range(len(first)):
        far = {}
        for s in range(len(second)):
            same = first.chroms[first.chrom[q]] == second.chroms[second.chrom[s]]
            if not same or (TURNS[strand] not in (None, first.strand[q] * second.strand[s])):
                continue
            after, before = second.start[s] - first.end[q] + 1, first.start[q] - second.end[s] + 1
            far[s] = after if after > 0 else -before if before > 0 else 0
        least = min(map(abs, far.values()), default=None)
        yield from ((q, s, int(d)) for s, d in far.items() if abs(d) == least)


def rows_of(found):
    return sorted(zip(found.query.tolist(), found.subject.tolist(), found.distance.tolist(), strict=True))


@pytest.mark.slow
@given(first=ROWS, second=ROWS, strand=st.sampled_from(list(TURNS)))
def test_all_beside_all_measured(made, strand, first, second):
    ours, theirs = made(first).intervals, made(second).intervals
    found = nearest(ours, theirs, strand)
    assert rows_of(found) == sorted(brute(ours, theirs, strand))
    assert (np.diff(found.query) >= 0).all()
    once = nearest(ours, theirs, strand, ties="first")
    assert once.query.tolist() == sorted(set(found.query.tolist()))


@pytest.mark.slow
@settings(max_examples=17)
@given(
    first=st.lists(ROW, min_size=1, max_size=41),
    second=st.lists(ROW, min_size=1, max_size=41),
    strand=st.sampled_from(list(TURNS)),
)
def test_it_is_bedtools_closest(made, bedtools, strand, first, second):
    ours, theirs = made(first), made(second)
    printed = bedtools("closest", f"-D ref {OPTIONS[strand]}", a=ours.lines, b=theirs.lines)
    assert rows_of(nearest(ours.intervals, theirs.intervals, strand)) == sorted(
        (int(row[3]), int(row[9]), int(row[12])) for row in printed if row[9] != "."
    )


def test_by_hand():
    queries = Intervals.of([("a", 10, 12), ("a", 30, 31), ("b", 0, 5)])
    subjects = Intervals.of([("a", 40, 41), ("a", 2, 8), ("a", 14, 20), ("a", 3, 8)])
    assert rows_of(nearest(queries, subjects)) == [(0, 1, -3), (0, 2, 3), (0, 3, -3), (1, 0, 10)]
    assert rows_of(nearest(queries, subjects, ties="first")) == [(0, 1, -3), (1, 0, 10)]


def test_touching_is_a_distance_of_one():
    found = nearest(Intervals.of([("a", 5, 9)]), Intervals.of([("a", 9, 12), ("a", 0, 5)]))
    assert rows_of(found) == [(0, 0, 1), (0, 1, -1)]


def test_another_choice_is_told():
    one = Intervals.of([("a", 0, 3)])
    with pytest.raises(RequestError, match="`ties` 'last': expected all or first"):
        nearest(one, one, ties="last")
