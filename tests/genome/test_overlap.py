import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from babelix.genome.interval import Intervals
from babelix.genome.overlap import NOTHING, common, union, unions

PIECES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 13)), max_size=17)


def arrays(pieces):
    start = np.array([s for s, _ in pieces], np.int64)
    return start, start + np.array([n for _, n in pieces], np.int64)


def test_union_joins_touching_and_drops_empty():
    found = union(*arrays([(10, 5), (2, 3), (15, 1), (4, 4), (30, 0)]))
    assert list(zip(found.start.tolist(), found.end.tolist(), strict=True)) == [(2, 8), (10, 16)]
    assert found.bases() == 12


@given(PIECES, PIECES)
def test_shared_counts_bases_as_a_painted_line_does(pieces, asked):
    painted = np.zeros(80, bool)
    for start, length in pieces:
        painted[start : start + length] = True
    start, end = arrays(asked)
    counted = union(*arrays(pieces)).shared(start, end)
    assert counted.tolist() == [int(painted[s:e].sum()) for s, e in zip(start, end, strict=True)]


def test_nothing_shares_nothing():
    assert NOTHING.shared(np.array([0, 5]), np.array([3, 9])).tolist() == [0, 0]
    assert NOTHING.bases() == 0


def test_unions_are_by_chromosome():
    found = unions(Intervals.of([("a", 0, 5), ("b", 1, 3), ("a", 4, 9)]))
    assert {name: each.bases() for name, each in found.items()} == {"a": 9, "b": 2}


def test_an_interval_within_another_adds_nothing():
    found = union(*arrays([(0, 20), (2, 3), (10, 2)]))
    assert (found.start.tolist(), found.end.tolist(), found.bases()) == ([0], [20], 20)


@given(PIECES, PIECES)
def test_what_two_unions_share_is_what_both_cover(first, second):
    one, other = (union(*arrays(pieces)) for pieces in (first, second))
    found = common(one, other)
    ends = [list(zip(each.start.tolist(), each.end.tolist(), strict=True)) for each in (one, other, found)]
    covered, shared, bases = ([base for start, end in some for base in range(start, end)] for some in ends)
    assert bases == sorted(set(covered) & set(shared))
    assert found.bases() == len(bases)
