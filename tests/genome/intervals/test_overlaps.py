import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals
from babelix.genome.intervals.overlaps import any_overlap, counts, pairs

ROW = st.tuples(st.sampled_from("ab"), st.integers(1, 31), st.integers(0, 13), st.sampled_from("+-."))
# Long ones over many short ones, equal ones, touching ones, empty ones: what sweeps get wrong.
ROWS = st.lists(st.one_of(ROW, st.tuples(st.just("a"), st.just(1), st.just(47), st.just("+"))), max_size=23)
STRANDS = ("any", "same", "opposite")
OPTIONS = {"any": "", "same": "-s", "opposite": "-S"}


def brute(first, second, strand):
    """Say of every two rows whether they overlap, by comparing all with all; empty ones reach a base to either side."""
    low = [each.start - (each.start == each.end) for each in (first, second)]
    high = [each.end + (each.start == each.end) for each in (first, second)]
    names = [np.array(each.chroms, object)[each.chrom] for each in (first, second)]
    met = (low[0][:, None] < high[1][None, :]) & (high[0][:, None] > low[1][None, :])
    met &= names[0][:, None] == names[1][None, :]
    turn = first.strand[:, None] * second.strand[None, :]
    return met if strand == "any" else met & (turn == (1 if strand == "same" else -1))


@pytest.mark.slow
@given(first=ROWS, second=ROWS, strand=st.sampled_from(STRANDS))
def test_all_beside_all_compared(made, strand, first, second):
    ours, theirs = made(first).intervals, made(second).intervals
    met = brute(ours, theirs, strand)
    assert counts(ours, theirs, strand).tolist() == met.sum(1).tolist()
    assert any_overlap(ours, theirs, strand).tolist() == met.any(1).tolist()
    found = pairs(ours, theirs, strand)
    rows = np.column_stack([found.query, found.subject]).tolist()
    assert sorted(rows) == np.argwhere(met).tolist()
    assert (np.diff(found.query) >= 0).all()


@pytest.mark.slow
@settings(max_examples=17)
@given(
    first=st.lists(ROW, min_size=1, max_size=61),
    second=st.lists(ROW, min_size=1, max_size=61),
    strand=st.sampled_from(STRANDS),
)
def test_pairs_are_those_of_bedtools(made, bedtools, strand, first, second):
    ours, theirs = made(first), made(second)
    printed = bedtools("intersect", f"-sorted -wa -wb {OPTIONS[strand]}", a=ours.lines, b=theirs.lines)
    found = pairs(ours.intervals, theirs.intervals, strand)
    assert sorted((int(row[3]), int(row[9])) for row in printed) == sorted(
        zip(found.query.tolist(), found.subject.tolist(), strict=True)
    )
    printed = bedtools("intersect", f"-sorted -c {OPTIONS[strand]}", a=ours.lines, b=theirs.lines)
    assert {int(row[3]): int(row[6]) for row in printed} == dict(
        enumerate(counts(ours.intervals, theirs.intervals, strand).tolist())
    )


def test_by_hand():
    queries = Intervals.of([("a", 5, 9), ("b", 0, 2), ("a", 0, 5), ("c", 1, 2), ("a", 6, 7)])
    subjects = Intervals.of([("b", 1, 7), ("a", 4, 6), ("a", 8, 20), ("a", 9, 10), ("d", 0, 9)])
    assert counts(queries, subjects).tolist() == [2, 1, 1, 0, 0]
    found = pairs(queries, subjects)
    assert found.query.tolist() == [0, 0, 1, 2]
    assert found.subject.tolist() == [1, 2, 0, 1]


def test_a_point_is_an_interval_of_one_base():
    peaks = Intervals.of([("a", 3, 5), ("a", 5, 6)])
    points = Intervals.of([("a", p, p + 1) for p in (2, 3, 4, 5, 6)])
    assert counts(points, peaks).tolist() == [0, 1, 1, 1, 0]


def test_more_pairs_than_rows_and_more_open_than_the_quick_way_keeps():
    many = Intervals.of([("a", 0, 100 + i) for i in range(67)] + [("a", 99, 211)])
    few = Intervals.of([("a", 50, 60), ("a", 98, 100), ("a", 120, 130), ("b", 0, 9)])
    assert counts(few, many).tolist() == [67, 68, 47, 0]
    assert len(pairs(few, many)) == 182
    assert counts(many, few).tolist() == brute(many, few, "any").sum(1).tolist()


def test_a_chromosome_that_comes_back_is_sorted_first():
    rows = Intervals.of([("a", 0, 3), ("b", 0, 3), ("a", 2, 9)])
    assert counts(rows, rows).tolist() == [2, 1, 2]


def test_nothing_meets_nothing():
    nothing, one = Intervals.of([]), Intervals.of([("a", 0, 3)])
    assert counts(nothing, one).tolist() == []
    assert counts(one, nothing).tolist() == [0]
    assert len(pairs(one, nothing)) == 0


def test_another_choice_of_strand_is_told():
    one = Intervals.of([("a", 0, 3)])
    with pytest.raises(RequestError, match="`strand` 'both': expected one of any, same, opposite"):
        counts(one, one, "both")
