import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

from babelix.base.errors import RequestError
from babelix.evaluation.agreement import adjusted_rand_index, cohen_kappa

LABELLINGS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=40)


@given(LABELLINGS)
def test_adjusted_rand_index_is_scikit_learns(pairs):
    first, second = zip(*pairs, strict=True)
    result = adjusted_rand_index(first, second)
    assert result.agreement == pytest.approx(adjusted_rand_score(first, second))
    assert result.count == len(pairs)


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
