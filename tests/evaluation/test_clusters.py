import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.evaluation.clusters import draws, share


def test_the_interval_is_that_of_the_binomial_for_independent_items():
    correct = (np.arange(400) % 4 > 0).astype(float)
    found = share(correct, np.arange(400), samples=4000)
    half = 1.96 * np.sqrt(0.75 * 0.25 / 400)
    assert found.score == 0.75
    assert (found.low, found.high) == pytest.approx((0.75 - half, 0.75 + half), abs=0.004)


def test_copies_of_an_item_add_no_certainty():
    correct = (np.arange(100) % 2).astype(float)
    alone = share(correct, np.arange(100), samples=2000)
    copied = share(np.repeat(correct, 4), np.repeat(np.arange(100), 4), samples=2000)
    assert (copied.low, copied.high) == (alone.low, alone.high)
    assert copied.signature == "n:400|clusters:100|bs:2000|seed:1"


def test_the_mean_is_of_items_when_clusters_differ_in_size():
    correct, clusters = np.array([1.0, 1, 1, 0]), np.array([0, 0, 0, 1])
    found = share(correct, clusters)
    assert (found.score, found.low, found.high) == (0.75, 0.0, 1.0)
    # The same fifty times: of the clusters one half is right, of the items three quarters.
    many = share(np.tile(correct, 50), np.repeat(np.arange(100), [3, 1] * 50))
    assert 0.6 < many.low < 0.75 < many.high < 0.9


def test_draws_are_fixed_by_the_seed_and_refused_when_none():
    assert (draws(5, 3, 1) == draws(5, 3, 1)).all()
    assert draws(5, 3, 1).sum(axis=1).tolist() == [5, 5, 5]
    with pytest.raises(RequestError, match="at least one resample, got 0"):
        draws(5, 0, 1)
