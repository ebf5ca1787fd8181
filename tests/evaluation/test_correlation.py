import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.evaluation.correlation import pearson, pearson_along, spearman


def test_pearson_by_hand():
    # Deviations (-2, -1, 3) and (-2, 1, 1): 6 / sqrt(14 * 6).
    result = pearson([1, 2, 6], [0, 3, 3])
    assert result.correlation == pytest.approx(6 / math.sqrt(84))
    assert (result.count, result.method) == (3, "pearson")


def test_p_value_of_a_correlation_follows_students_distribution():
    from scipy.stats import t

    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 17))
    r = float(np.corrcoef(x, y)[0, 1])
    result = pearson(x, y)
    assert result.correlation == pytest.approx(r)
    assert result.p_value == pytest.approx(2 * t.sf(abs(r) * math.sqrt(15 / (1 - r * r)), 15))


def test_spearman_is_pearson_of_mean_ranks():
    assert spearman([1, 10, 100, 1000], [2, 3, 5, 7]).correlation == pytest.approx(1)
    tied = spearman([1, 1, 2, 5], [3, 4, 4, 9])
    assert tied.correlation == pytest.approx(pearson([1.5, 1.5, 3, 4], [1, 2.5, 2.5, 4]).correlation)


@given(st.integers(0, 2**32 - 1))
def test_pearson_along_an_axis_is_numpys_of_each_pair(seed):
    x, y = np.random.default_rng(seed).normal(size=(2, 3, 11, 5))
    together = pearson_along(x, y, axis=1)
    assert together.shape == (3, 5)
    expected = [[np.corrcoef(x[i, :, j], y[i, :, j])[0, 1] for j in range(5)] for i in range(3)]
    np.testing.assert_allclose(together, expected, atol=1e-12)


def test_what_never_varies_has_no_correlation():
    assert math.isnan(pearson([0.1, 0.1, 0.1], [1, 2, 3]).correlation)
    assert math.isnan(spearman([1, 2, 3], [7, 7, 7]).p_value)
    assert np.isnan(pearson_along([[0.1] * 3, [1.0, 2.0, 3.0]], [[1, 2, 3]] * 2)).tolist() == [True, False]


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1, 2], [1, 2, 3], r"two vectors of one length, got shapes \(2,\) and \(3,\)"),
        ([1], [1], "at least two pairs to correlate, got 1"),
        ([1, math.nan], [1, 2], "finite numbers to correlate, got NaN or infinity"),
    ],
)
def test_what_does_not_pair_up_is_refused(x, y, message):
    with pytest.raises(RequestError, match=message):
        pearson(x, y)


def test_arrays_of_unequal_shape_are_refused():
    with pytest.raises(RequestError, match=r"two arrays of one shape, got \(2, 3\) and \(3,\)"):
        pearson_along(np.zeros((2, 3)), np.zeros(3))
