import numpy as np
import pytest
from scipy.stats import percentileofscore

from babelix.base.errors import RequestError
from babelix.evaluation.percentile import percentiles, wilson


def test_half_of_the_equal_count_as_below():
    assert percentiles([1, 2, 2, 3], [0, 1, 2, 2.5, 3, 9]).tolist() == [0, 12.5, 50, 75, 87.5, 100]


def test_as_scipy_has_it():
    generator = np.random.default_rng(7)
    known, asked = np.sort(generator.integers(0, 23, 101)), generator.integers(-3, 29, 53)
    assert percentiles(known, asked) == pytest.approx(percentileofscore(known, asked, kind="mean"))


@pytest.mark.parametrize(
    ("known", "asked", "said"),
    [
        ([], [1], r"one row of numbers, got shape \(0,\)"),
        ([[1, 2]], [1], r"one row of numbers, got shape \(1, 2\)"),
        ([2, 1], [1], "finite numbers, sorted"),
        ([1, float("nan")], [1], "finite numbers, sorted"),
        ([1, 2], [float("nan")], "values that are numbers, got NaN"),
    ],
)
def test_what_has_no_place_is_refused(known, asked, said):
    with pytest.raises(RequestError, match=said):
        percentiles(known, asked)


def test_wilsons_interval_by_hand():
    low, high = wilson(9, 10)
    assert low == pytest.approx(0.5958, abs=1e-4)
    assert high == pytest.approx(0.9821, abs=1e-4)
    assert wilson(10, 10)[1] == pytest.approx(1)
    assert wilson(0, 0) == (0, 1)
