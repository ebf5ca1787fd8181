import numpy as np
import pytest

from babelix.evaluation.permutation import Table, best_by_chance, chance, chosen_by_chance, permuted


def test_a_head_that_looks_at_places_is_always_at_one_half_among_twins():
    correct = np.array([[1, 1], [0, 1]] * 17, dtype=float)
    found = permuted(Table("t", correct, np.arange(34) // 2), 200, seed=1)
    assert np.unique(found[:, 0]).tolist() == [0.5]
    assert found[:, 1].std() == pytest.approx(0.5 / np.sqrt(17), rel=0.2)


def test_permutations_equal_swapping_by_hand():
    correct = np.array([[1.0, 0, 0.5], [1, 1, 0], [0, 1, 1]])
    clusters = np.array([7, 7, 9])
    found = {tuple(row) for row in permuted(Table("t", correct, clusters), 100, seed=2).round(9)}
    expected = set()
    for first in (False, True):
        for second in (False, True):
            swapped = np.where(np.array([first, first, second])[:, None], 1 - correct, correct)
            expected.add(tuple(swapped.mean(axis=0).round(9)))
    assert found == expected


def test_choosing_is_part_of_the_null():
    rng = np.random.default_rng(4)
    table = Table("t", rng.integers(0, 2, (101, 60)).astype(float), np.arange(101))
    other = Table("u", rng.integers(0, 2, (211, 60)).astype(float), np.arange(211))
    best = best_by_chance(table, 500)
    assert (best == permuted(table, 500, 1).max(axis=1)).all()
    assert best.mean() > 0.58
    assert chosen_by_chance(table, other, 500).mean() == pytest.approx(0.5, abs=0.005)
    assert (chosen_by_chance(table, table, 500) == best).all()


def test_the_p_value_counts_what_is_as_good():
    found = chance(0.75, np.array([0.25, 0.5, 0.75, 1.0]), seed=3)
    assert found.p_value == 3 / 5
    assert (found.mean, found.permutations, found.seed) == (0.625, 4, 3)
