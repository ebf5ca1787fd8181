from itertools import combinations, permutations

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.patterns import Patterns
from babelix.enrichment.coverage.saturation import expected, saturation

# Sets of four groups and the bases that exactly they cover.
SETS = [{0}, {1}, {0, 1}, {2, 3}, {0, 1, 2, 3}, {1, 3}]
BASES = [7, 5, 11, 13, 3, 2]
INSIDE = np.array([[group in each for group in range(4)] for each in SETS])
FOUND = Patterns(("a", "b", "c", "d"), INSIDE, np.array(BASES))


def covered(groups):
    return sum(bases for each, bases in zip(SETS, BASES, strict=True) if each & set(groups))


def test_the_mean_is_that_over_all_choices():
    means = [np.mean([covered(each) for each in combinations(range(4), k)]) for k in (1, 2, 3, 4)]
    np.testing.assert_allclose(expected(FOUND.depths()), means, rtol=1e-12)


def test_the_band_lies_within_all_orders_and_comes_together():
    found = saturation("cell", FOUND, orders=401, seed=3)
    orders = np.array([[covered(order[:k]) for k in (1, 2, 3, 4)] for order in permutations(range(4))])
    assert (found.low >= orders.min(axis=0)).all()
    assert (found.high <= orders.max(axis=0)).all()
    np.testing.assert_allclose(found.low[:2], np.quantile(orders, 0.025, axis=0)[:2], atol=2.1)
    assert found.low[-1] == found.high[-1] == found.mean[-1] == sum(BASES)
    assert found.alone.tolist() == [21, 21, 16, 18]
    assert found.last_gain() == pytest.approx((41 - found.mean[-2]) / 41)


def test_the_same_seed_gives_the_same_band():
    one, again, other = (saturation("cell", FOUND, 17, seed) for seed in (1, 1, 2))
    assert one.low.tolist() == again.low.tolist()
    assert one.low.tolist() != other.low.tolist() or one.high.tolist() != other.high.tolist()


def test_one_group_is_all_of_it_and_no_order_is_refused():
    alone = Patterns(("a",), np.ones((1, 1), bool), np.array([5]))
    assert (saturation("cell", alone).mean.tolist(), saturation("cell", alone).last_gain()) == ([5.0], 1.0)
    with pytest.raises(RequestError, match="`orders` 0: expected at least 1"):
        saturation("cell", alone, 0)
