import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.enrichment.enrich.draws import Drawer, Spacing, sampled_p
from babelix.enrichment.enrich.exact import chances

# 997 SNPs of 5 strata, 67 annotations: more than one word of bits; the last holds every SNP.
SIZE, STRATA, ANNOTATIONS = 997, 5, 67


@pytest.fixture(scope="module")
def pool():
    numbers = generator(13, "pool")
    stratum = numbers.integers(0, STRATA, SIZE).astype(np.int32)
    inside = numbers.random((ANNOTATIONS, SIZE)) < numbers.uniform(0.02, 0.6, (ANNOTATIONS, 1))
    inside[-1] = True
    return stratum, [np.flatnonzero(each) for each in inside]


def of(stratum, rows):
    return np.bincount(stratum[rows], minlength=STRATA)


def test_counts_are_the_exact_distribution(pool):
    stratum, members = pool
    cases = np.arange(0, SIZE, 19)
    counts = Drawer(stratum, members, [cases]).counts(5000)[:, 0]
    assert (counts[:, -1] == len(cases)).all()
    sizes = of(stratum, np.arange(SIZE))
    for own, found in zip(members[:-1], counts.T, strict=False):
        right = chances(of(stratum, cases), sizes, of(stratum, own))
        assert found.mean() == pytest.approx(right.mean(), abs=5 * right.deviation() / 5000**0.5)
        assert found.std() == pytest.approx(right.deviation(), rel=0.06)
        tail = right.chance[::-1].cumsum()[::-1]
        seen = [(found >= count).mean() for count in right.counts]
        np.testing.assert_allclose(seen, tail, atol=0.03)


def test_a_whole_stratum_is_drawn_whole_and_none_twice(pool):
    stratum, members = pool
    whole = np.flatnonzero(stratum == 3)
    counts = Drawer(stratum, [whole, whole[:7], *members[:2]], [whole]).counts(11)[:, 0]
    assert (counts[:, :2] == [len(whole), 7]).all()
    for own, found in zip(members[:2], counts[:, 2:].T, strict=True):
        assert (found == np.isin(own, whole).sum()).all()


def test_traits_share_the_draws_of_the_cases_they_share(pool):
    stratum, members = pool
    one, other = np.arange(0, 300, 7), np.arange(150, 450, 11)
    counts = Drawer(stratum, members, [one, other, one, np.empty(0, np.int64)], seed=5).counts(41)
    assert (counts[:, 0] == counts[:, 2]).all()
    assert (counts[:, 0] != counts[:, 1]).any()
    assert (counts[:, 3] == 0).all()
    both = Drawer(stratum, members, [np.union1d(one, other), one, np.setdiff1d(other, one)], seed=5)
    found = both.counts(41)
    assert (found[:, 0] == found[:, 1] + found[:, 2]).all()


def test_the_same_seed_gives_the_same_and_draws_go_on(pool):
    stratum, members = pool
    cases = [np.arange(0, SIZE, 31)]
    drawer, again, other = (Drawer(stratum, members, cases, seed) for seed in (3, 3, 4))
    first, second = drawer.counts(5), drawer.counts(8)
    together = again.counts(13)
    assert np.concatenate([first, second]).tolist() == together.tolist()
    assert other.counts(13).tolist() != together.tolist()


def test_spaced_draws_keep_their_distance():
    # SNPs every 100 bases of two chromosomes. Of each window of 1,001 bases from any SNP on, a draw has one at most.
    position = np.tile(np.arange(0, 50_000, 100), 2)
    chrom = np.repeat([4, 7], 500).astype(np.int32)
    stratum = (np.arange(1000) % 3).astype(np.int32)
    rows = np.arange(1000)
    windows = [
        np.arange(first, min(first + 11, end)) for end in (500, 1000) for first in range(end - 500, end)
    ]
    cases = [rows[::47]]
    loose = Drawer(stratum, windows, cases).counts(101)
    spaced = Drawer(stratum, windows, cases, spacing=Spacing(1000, chrom, position)).counts(101)
    assert loose.max() > 1
    assert spaced.max() == 1
    # The nearest that is allowed does occur: 1,100 bases, the first and the last of twelve in a row.
    nearest = [np.array([first, first + 11]) for first in range(0, 489)]
    assert Drawer(stratum, nearest, cases, spacing=Spacing(1000, chrom, position)).counts(101).max() == 2
    # Chromosomes are apart, and every SNP has its turn.
    ends = [np.array([499, 500])]
    assert Drawer(stratum, ends, cases, spacing=Spacing(1000, chrom, position)).counts(4001).max() == 2
    each = Drawer(stratum, [rows], cases, spacing=Spacing(1000, chrom, position)).counts(3)
    assert (each == len(cases[0])).all()


def test_too_little_room_is_refused():
    position = np.arange(0, 3000, 100)
    where = Spacing(1000, np.zeros(30, np.int32), position)
    with pytest.raises(
        RequestError, match=r"stratum 0: no 5 of its 30 SNPs stand more than 1,000 bases from all"
    ):
        Drawer(np.zeros(30, np.int32), [position[:1]], [np.arange(5)], spacing=where).counts(2)
    with pytest.raises(RequestError, match="`spacing` 10: expected at least 100"):
        Drawer(np.zeros(30, np.int32), [], [], spacing=Spacing(10, np.zeros(30, np.int32), position))


def test_the_sampled_p_by_hand():
    counts = np.array([[1, 0], [3, 0], [2, 0]])
    np.testing.assert_allclose(sampled_p(np.array([2, 1]), counts), [3 / 4, 1 / 4])
