import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

from babelix.base.errors import RequestError
from babelix.evaluation.agreement import adjusted_rand_index, adjusted_rand_of_counts, cohen_kappa

LABELLINGS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=40)


@given(LABELLINGS)
def test_adjusted_rand_index_is_scikit_learns(pairs):
    first, second = zip(*pairs, strict=True)
    result = adjusted_rand_index(first, second)
    assert result.agreement == pytest.approx(adjusted_rand_score(first, second))
    assert result.count == len(pairs)


def test_adjusted_rand_index_of_counts_by_hand():
    # Pairs: together 3 + 1 + 0 + 3 = 7; in rows 10 + 6, in columns 6 + 10; in all 36; by chance 16 x 16 / 36.
    found = adjusted_rand_of_counts([[3, 2], [1, 3]])
    assert found.agreement == pytest.approx((7 - 64 / 9) / (16 - 64 / 9))
    assert found.count == 9
    assert adjusted_rand_of_counts([[7]]).agreement == 1


@pytest.mark.parametrize("counts", [[], [[0, 0]], [3, 4]])
def test_counts_of_nothing_are_refused(counts):
    with pytest.raises(RequestError, match="expected a table of the things that parts share, got"):
        adjusted_rand_of_counts(np.array(counts))


@given(LABELLINGS)
def test_cohen_kappa_is_scikit_learns(pairs):
    first, second = zip(*[*pairs, (0, 1)], strict=True)
    assert cohen_kappa(first, second).agreement == pytest.approx(cohen_kappa_score(first, second))


def test_kappa_by_hand():
    # 35 of 50 agree; by chance half would.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second).agreement == pytest.approx((0.7 - 0.5) / 0.5)


def test_names_of_parts_do_not_matter_to_rand_and_do_to_kappa():
    first, second = ["a", "a", "b", "b", "c"], ["b", "b", "c", "c", "a"]
    assert adjusted_rand_index(first, second).agreement == 1
    assert cohen_kappa(first, second).agreement < 0


def test_partitions_without_a_choice_agree_and_raters_without_one_say_nothing():
    assert adjusted_rand_index([1, 1, 1], [2, 2, 2]).agreement == 1
    assert adjusted_rand_index([1], [7]).agreement == 1
    assert math.isnan(cohen_kappa([1, 1, 1], [1, 1, 1]).agreement)


@pytest.mark.parametrize("agreement", [adjusted_rand_index, cohen_kappa])
def test_labellings_of_different_things_are_refused(agreement):
    with pytest.raises(
        RequestError, match=r"two labellings of the same things, got shapes \(2,\) and \(3,\)"
    ):
        agreement([1, 2], [1, 2, 3])
    with pytest.raises(RequestError, match="at least one labelled thing, got none"):
        agreement([], [])


def test_the_adjusted_rand_index_by_hand():
    # Pairs together in both: 2; in the first A = 6, in the second B = 3, of C(6, 2) = 15.
    # E = 6 * 3 / 15 = 1.2, M = 4.5.
    found = adjusted_rand_index(list("aaabbb"), list("xxyyzz"))
    assert found.agreement == pytest.approx((2 - 1.2) / (4.5 - 1.2))
