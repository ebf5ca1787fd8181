import numpy as np
import pytest
from scipy.special import pdtr

from babelix.base.errors import RequestError
from babelix.chromatin.marks.threshold import Rule


@pytest.mark.parametrize("mean", [0.003, 0.17, 1.0, 2.3, 11.0, 101.7, 1009.0])
def test_threshold_is_the_poisson_quantile(mean):
    # Terms are added while the sum is at most 1 - p: their number less one is the smallest n with P(X <= n) > 1 - p.
    quantile = int(np.flatnonzero(pdtr(np.arange(3000), mean) > 1 - 1e-4)[0])
    assert Rule().threshold(mean) == max(quantile, 1)
    assert Rule(strict=True).threshold(mean) == max(quantile + 1, 1)


def test_floors():
    assert Rule().threshold(0.0) == 1
    assert Rule(fold=2.5).threshold(10.3) == 26
    assert Rule(least=7.2).threshold(0.1) == 8
    assert Rule(p_value=1e-30).threshold(2.0) > 2


def test_thresholds_agree_with_one_at_a_time():
    means = np.array([0.3, 2.0, 0.3, 7.7])
    assert Rule().thresholds(means).tolist() == [Rule().threshold(float(mean)) for mean in means]


def test_smoothing_is_clipped_at_the_ends():
    # Counts + 1 = 2 1 1 4 1 1, summed over one bin on either side.
    assert Rule(flank=1).smoothed(np.array([1, 0, 0, 3, 0, 0])).tolist() == [3, 4, 6, 6, 6, 2]
    assert Rule(flank=99, pseudocount=2).smoothed(np.array([1, 0])).tolist() == [5, 5]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"p_value": 0.0}, "`p_value` 0: expected a probability between 0 and 1"),
        ({"p_value": 2.0}, "`p_value` 2: expected"),
        ({"fold": -1.0}, "`fold` -1: expected 0 or more"),
        ({"least": float("nan")}, "`least` nan: expected"),
        ({"flank": -1}, "`flank` -1: expected"),
        ({"pseudocount": -1}, "`pseudocount` -1: expected"),
    ],
)
def test_numbers_that_make_no_rule(numbers, said):
    with pytest.raises(RequestError, match=said) as caught:
        Rule(**numbers)
    assert caught.value.setting == tuple(numbers)
