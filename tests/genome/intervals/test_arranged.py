import numpy as np

from babelix.genome.interval import Intervals
from babelix.genome.intervals.arranged import Arranged, Facing


def test_a_sorted_table_is_taken_as_it_stands():
    table = Intervals.of([("b", 3, 9), ("b", 3, 4), ("a", 0, 5)])
    found = Arranged.of(table)
    assert found.order is None
    assert found.groups == {("b", 0): (0, 2), ("a", 0): (2, 3)}
    assert found.start is table.start


def test_another_is_sorted_and_remembers_its_rows():
    found = Arranged.of(Intervals.of([("a", 7, 9), ("b", 1, 2), ("a", 0, 5)]))
    assert found.groups == {("a", 0): (0, 2), ("b", 0): (2, 3)}
    assert found.start.tolist() == [0, 7, 1]
    assert found.rows(np.array([0, 2])).tolist() == [2, 1]
    assert found.restored(np.array([10, 20, 30])).tolist() == [20, 30, 10]


def test_an_empty_interval_reaches_over_both_its_neighbours():
    found = Arranged.of(Intervals.of([("a", 5, 5)]))
    assert (found.start.tolist(), found.end.tolist()) == ([4], [6])


def test_groups_that_meet():
    one = Intervals(
        ("a", "b"),
        np.array([0, 1, 1], np.int32),
        np.zeros(3, int),
        np.ones(3, int),
        np.array([1, -1, 0], np.int8),
    )
    other = Intervals(
        ("b", "a"),
        np.array([0, 0, 0], np.int32),
        np.zeros(3, int),
        np.ones(3, int),
        np.array([1, -1, 0], np.int8),
    )
    assert len(Facing.of(one, other).groups) == 1
    assert Facing.of(one, other, "same").groups.tolist() == [[1, 2, 1, 2]]
    assert Facing.of(one, other, "opposite").groups.tolist() == [[1, 2, 0, 1]]
