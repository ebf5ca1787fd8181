from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.enrichment.coverage.patterns import patterns
from babelix.genome.overlap import union

PIECES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 13)), max_size=7)


def layer(rows):
    start = np.array([s for s, _ in rows], np.int64)
    return {"c": union(start, start + np.array([n for _, n in rows], np.int64))}


def test_by_hand():
    found = patterns({"a": layer([(0, 10)]), "b": layer([(5, 10), (30, 2)]), "n": {}}, ["c", "d"])
    assert [tuple(row) for row in found.inside.tolist()] == [
        (False, True, False), (True, False, False), (True, True, False),
    ]  # fmt: skip
    assert found.bases.tolist() == [7, 5, 5]
    assert found.shared().tolist() == [[10, 5, 0], [5, 12, 0], [0, 0, 0]]
    assert found.cumulative().tolist() == [10, 17, 17]
    assert found.depths().tolist() == [0, 12, 5, 0]
    assert found.alone().tolist() == [10, 12, 0]


def test_nothing_covers_nothing():
    found = patterns({"a": {}, "b": {}}, ["c"])
    assert (found.bases.tolist(), found.cumulative().tolist(), found.shared().tolist()) == (
        [],
        [0, 0],
        [[0, 0], [0, 0]],
    )


@pytest.mark.parametrize("more", [0, 67])
@settings(max_examples=11)
@given(layers=st.lists(PIECES, min_size=2, max_size=5))
def test_every_base_is_in_the_set_that_covers_it(layers, more):
    layers = layers + [[(k % 41, 3)] for k in range(more)]  # more than a word of layers
    painted = np.zeros((len(layers), 60), bool)
    for row, pieces in enumerate(layers):
        for start, length in pieces:
            painted[row, start : start + length] = True
    names = [str(row) for row in range(len(layers))]
    found = patterns({name: layer(pieces) for name, pieces in zip(names, layers, strict=True)}, ["c"])
    sets, counts = np.unique(painted.T[painted.any(axis=0)], axis=0, return_counts=True)
    assert sorted(zip(found.inside.tolist(), found.bases.tolist(), strict=True)) == sorted(
        zip(sets.tolist(), counts.tolist(), strict=True)
    )
    for one, other in combinations(range(min(len(layers), 5)), 2):
        assert found.shared()[one, other] == (painted[one] & painted[other]).sum()
