import numpy as np
import pytest

from babelix.base.seeds import generator
from babelix.enrichment.enrich.exact import chances
from babelix.enrichment.enrich.shifted.chromosomes import Shifts
from babelix.enrichment.enrich.shifted.pool import Turner, Turns

# Two chromosomes of 7 and 11 SNPs, two strata, two traits that share the SNP of row 9.
CHROM = np.repeat([2, 5], [7, 11]).astype(np.int32)
STRATUM = (np.arange(18) % 2).astype(np.int32)
CASES = [np.array([1, 9]), np.array([4, 9, 16])]
MEMBERS = np.array([0, 1, 8, 9, 17])


def by_roll(members, shifts):
    inside = np.isin(np.arange(18), members)
    turned = np.concatenate([np.roll(inside[:7], shifts[0]), np.roll(inside[7:], shifts[1])])
    counts = [turned[each].sum() for each in CASES]
    return counts, [turned[s == STRATUM].sum() for s in (0, 1)]


def test_moves_are_those_of_a_circle_and_the_first_is_none():
    turner = Turner(CHROM, STRATUM, CASES, Shifts(61, 3))
    found = turner.turns(MEMBERS)
    assert found.counts[0].tolist() == [2, 1]
    assert len(found.counts) == 62
    assert turner._shifts[0].tolist() == [0, 0]
    assert set(turner._shifts[:, 0]) == set(range(7))
    assert set(turner._shifts[:, 1]) == set(range(11))
    for counts, hits, shifts in zip(found.counts, found.hits, turner._shifts, strict=True):
        assert (counts.tolist(), hits.tolist()) == by_roll(MEMBERS, shifts)


def test_z_is_that_of_the_exact_distribution():
    turner = Turner(CHROM, STRATUM, CASES, Shifts(5))
    turns = turner.turns(MEMBERS)
    scores = turner.scores(turns)
    for move in range(6):
        for trait in range(2):
            right = chances(turner.cases[trait], turner.pool, turns.hits[move])
            z = (turns.counts[move, trait] - right.mean()) / right.deviation()
            assert scores[move, trait] == pytest.approx(z, rel=1e-9)


def test_p_is_the_share_of_moves_with_as_large_a_z():
    turner = Turner(CHROM, STRATUM, CASES, Shifts(200))
    scores = turner.scores(turner.turns(MEMBERS))
    for trait in range(2):
        found = (1 + sum(z >= scores[0, trait] - 1e-9 for z in scores[1:, trait])) / 201
        assert turner.p(MEMBERS)[trait] == pytest.approx(found)
    assert turner.p(np.arange(18)).tolist() == [1, 1]  # all SNPs are members: nothing can vary
    assert turner.p(np.empty(0, np.int64)).tolist() == [1, 1]
    assert turner.scores(Turns(np.array([[0, 0]]), np.array([[0, 0]]))).tolist() == [[0, 0]]


@pytest.mark.slow
def test_linked_cases_are_no_independent_draws():
    # Cases and elements come in runs of ten SNPs: by the exact P of its draws a run is a wonder, by moves it is not.
    numbers = generator(23, "runs")
    chrom, stratum = np.zeros(1000, np.int32), np.zeros(1000, np.int32)
    cases = np.concatenate([np.arange(10) + first for first in (100, 500, 700)])
    low = 0
    for _ in range(200):
        first = numbers.choice(100, 10, replace=False) * 10
        members = np.sort(np.concatenate([first + k for k in range(10)]))
        low += Turner(chrom, stratum, [cases], Shifts(199, int(first[0]))).p(members)[0] <= 0.05
    assert low <= 200 * 0.05 + 3 * (200 * 0.05 * 0.95) ** 0.5
