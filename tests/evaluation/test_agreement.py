import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.evaluation.agreement import adjusted_rand_of_counts

LABELLINGS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=40)


@pytest.mark.slow
@given(LABELLINGS)
def test_it_is_scikit_learns(pairs):
    from sklearn.metrics import adjusted_rand_score

    first, second = zip(*pairs, strict=True)
    counts = np.zeros((4, 5), int)
    np.add.at(counts, (first, second), 1)
    result = adjusted_rand_of_counts(counts)
    assert result.agreement == pytest.approx(adjusted_rand_score(first, second))
    assert (result.count, result.method) == (len(pairs), "adjusted Rand index")


def test_by_hand():
    # Pairs: together 3 + 1 + 0 + 3 = 7; in rows 10 + 6, in columns 6 + 10; in all 36; by chance 16 x 16 / 36.
    found = adjusted_rand_of_counts([[3, 2], [1, 3]])
    assert found.agreement == pytest.approx((7 - 64 / 9) / (16 - 64 / 9))
    assert found.count == 9


def test_three_parts_against_two_by_hand():
    # aaabbb and xxyyzz. Pairs: together 2; A = 6 and B = 3 of C(6, 2) = 15: E = 6 x 3 / 15 = 1.2, M = 4.5.
    found = adjusted_rand_of_counts([[2, 1, 0], [0, 1, 2]])
    assert found.agreement == pytest.approx((2 - 1.2) / (4.5 - 1.2))


def test_the_same_partition_agrees_whatever_its_parts_are_called():
    assert adjusted_rand_of_counts([[0, 5], [3, 0]]).agreement == 1
    assert adjusted_rand_of_counts([[7]]).agreement == 1  # one part: nothing to choose
    assert adjusted_rand_of_counts(np.eye(3)).agreement == 1


@pytest.mark.parametrize("counts", [[], [[0, 0]], [3, 4]])
def test_counts_of_nothing_are_refused(counts):
    with pytest.raises(RequestError, match="expected a table of the things that parts share, got"):
        adjusted_rand_of_counts(np.array(counts))
