from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.enrichment.enrich.exact import chances, tail, tails

# Two strata: of 5 SNPs 2 lie in elements and 2 are drawn, of 3 one lies and one is drawn.
CASES, POOL, HITS = np.array([2, 1]), np.array([5, 3]), np.array([2, 1])


def convolved(cases, pool, hits):
    """The chances as fractions: every count of every stratum, by binomial coefficients."""
    found = {0: Fraction(1)}
    for n, N, K in zip(cases.tolist(), pool.tolist(), hits.tolist(), strict=True):
        here = {k: Fraction(comb(K, k) * comb(N - K, n - k), comb(N, n)) for k in range(min(n, K) + 1)}
        summed = {}
        for one, p in found.items():
            for other, q in here.items():
                summed[one + other] = summed.get(one + other, 0) + p * q
        found = summed
    return found


def test_two_strata_by_hand():
    # The first has 0, 1, 2 with 3/10, 6/10, 1/10, the second 0, 1 with 2/3, 1/3.
    found = chances(CASES, POOL, HITS)
    assert found.first == 0
    np.testing.assert_allclose(found.chance, [6 / 30, 15 / 30, 8 / 30, 1 / 30], rtol=1e-14)
    assert tail(2, CASES, POOL, HITS) == pytest.approx(9 / 30, rel=1e-14)
    assert [tail(k, CASES, POOL, HITS) for k in (0, 4)] == [pytest.approx(1), 0]


def test_all_draws_listed_give_the_same():
    pools = [[1, 1, 0, 0, 0], [1, 0, 0]]
    sums = [sum(one) + sum(other) for one in combinations(pools[0], 2) for other in combinations(pools[1], 1)]
    for k in range(4):
        expected = np.mean([each >= k for each in sums])
        assert tail(k, CASES, POOL, HITS) == pytest.approx(expected, rel=1e-13)


@pytest.mark.slow
def test_five_hundred_small_cases_are_what_fractions_say():
    numbers = generator(7, "small cases")
    for _ in range(500):
        strata = int(numbers.integers(1, 6))
        pool = numbers.integers(1, 31, strata)
        cases, hits = (numbers.integers(0, pool + 1) for _ in range(2))
        right = convolved(cases, pool, hits)
        observed = int(numbers.integers(0, cases.sum() + 2))
        found = tails(np.array([[observed]]), cases[None], pool, hits[None])
        above = float(sum(p for k, p in right.items() if k > observed))
        assert found.above[0, 0] == pytest.approx(above, rel=1e-12, abs=1e-300)
        assert found.exactly[0, 0] == pytest.approx(float(right.get(observed, 0)), rel=1e-12, abs=1e-300)


def test_cells_are_each_their_own():
    numbers = generator(11, "cells")
    pool = numbers.integers(50, 97, 7)
    cases, hits = numbers.integers(0, 11, (3, 7)), numbers.integers(0, 41, (5, 7))
    observed = numbers.integers(0, 23, (3, 5))
    together = tails(observed, cases, pool, hits)
    alone = [[tail(observed[t, a], cases[t], pool, hits[a]) for a in range(5)] for t in range(3)]
    np.testing.assert_allclose(together.p, alone, rtol=0, atol=0)


def test_large_pools_keep_their_digits():
    # 40 of a million, a thousand of them in elements: the ratio of two products of 40 numbers each, by fractions.
    cases, pool, hits = np.array([40]), np.array([1_000_003]), np.array([997])
    right = convolved(cases, pool, hits)
    for observed in (1, 7, 23, 40):
        expected = float(sum(p for k, p in right.items() if k >= observed))
        assert tail(observed, cases, pool, hits) == pytest.approx(expected, rel=1e-12)


def test_what_no_number_holds_is_zero_and_the_rest_stays():
    # A thousand cases of a pool of which one in eleven lies in elements, a hundred strata.
    cases, pool, hits = np.full(100, 10), np.full(100, 1100), np.full(100, 100)
    found = chances(cases, pool, hits)
    assert found.chance.min() >= 1e-290
    assert found.chance.sum() == pytest.approx(1, abs=1e-12)
    assert found.mean() == pytest.approx(1000 / 11, rel=1e-12)
    variance = 1000 * (1 / 11) * (10 / 11) * (1090 / 1099)
    assert found.deviation() == pytest.approx(variance**0.5, rel=1e-12)
    assert tail(1000, cases, pool, hits) == 0
    assert found.quantile(0.5) in (90, 91)


def test_the_randomised_p_lies_between_more_and_as_many():
    found = tails(np.array([[1]]), CASES[None], POOL, HITS[None])
    drawn = np.array([[0.25]])
    np.testing.assert_allclose(found.randomised(drawn), [[9 / 30 + 0.25 * 15 / 30]], rtol=1e-14)
    np.testing.assert_allclose(found.p, [[24 / 30]], rtol=1e-14)


def test_its_quantiles_are_counts():
    found = chances(CASES, POOL, HITS)
    assert [found.quantile(share) for share in (0, 0.2, 0.21, 0.7, 0.96, 0.97, 1)] == [0, 0, 1, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("cases", "hits", "what"),
    [([2, 4], [2, 1], "stratum 1: 4 cases of 3"), ([2, 1], [6, 1], "stratum 0: 6 SNPs in elements of 5")],
)
def test_more_than_the_pool_has_is_refused(cases, hits, what):
    with pytest.raises(RequestError, match=what):
        tail(1, np.array(cases), POOL, np.array(hits))
