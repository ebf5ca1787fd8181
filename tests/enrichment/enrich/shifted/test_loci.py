import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.enrichment.enrich.shifted.loci import Windows, windows, within_loci
from babelix.genome.overlap import union


def loci(*rows):
    """Windows of chromosome 1: start, end, and the positions of each locus."""
    start, end = np.array([row[:2] for row in rows], np.int64).T
    locus = np.repeat(np.arange(len(rows)), [len(row[2]) for row in rows])
    position = np.concatenate([np.array(row[2], np.int64) for row in rows])
    return Windows(("1",), np.zeros(len(rows), np.int64), start, end, locus, position)


def test_two_loci_by_hand():
    # Windows of 10 and 20 bases; the first is covered in 4 of them, the second in 5, and only the first overlaps.
    layer = {"1": union(np.array([2, 113]), np.array([6, 118]))}
    found = within_loci(loci((0, 10, [3]), (100, 120, [101])), layer)
    assert (found.observed, found.exact) == (1, True)
    assert found.expected == pytest.approx(0.4 + 0.25)
    assert found.p == pytest.approx(1 - 0.6 * 0.75)


def test_a_locus_of_several_snps_counts_once():
    # An element of 3 bases in a window of 10, SNPs at 2 and 3: any of four shifts lets one of them meet it.
    layer = {"1": union(np.array([2]), np.array([5]))}
    found = within_loci(loci((0, 10, [2, 3])), layer)
    assert (found.observed, found.p) == pytest.approx((1, 0.4))


def test_every_shift_is_counted():
    numbers = generator(19, "windows")
    inside = numbers.random(500) < 0.2
    border = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    layer = {"1": union(border[::2], border[1::2])}
    rows, shares, overlap = [], [], 0
    for start in (0, 83, 190, 277, 301, 460):
        end = start + int(numbers.integers(11, 41))
        place = np.sort(numbers.choice(np.arange(start, end), 3, replace=False))
        rows.append((start, end, place))
        here = inside[start:end]
        shares.append(np.mean([np.roll(here, shift)[place - start].any() for shift in range(end - start)]))
        overlap += inside[place].any()
    found = within_loci(loci(*rows), layer)
    assert found.observed == overlap > 1
    assert found.expected == pytest.approx(sum(shares))
    sums = numbers.random((200_000, len(shares))) < shares
    assert found.p == pytest.approx((sums.sum(axis=1) >= overlap).mean(), abs=0.005)


def test_windows_reach_from_the_first_snp_to_the_last():
    chrom, position = np.array([1, 0, 1]), np.array([50, 7, 80])
    found = windows(("1", "2"), chrom, position, np.array([1, 0, 1]), 10)
    assert (found.chrom.tolist(), found.start.tolist(), found.end.tolist()) == ([0, 1], [0, 40], [18, 91])
    assert len(found) == 2
    # On chromosome 2, nothing; on 1 the first of 18 bases, and the SNP is not there.
    result = within_loci(found, {"1": union(np.array([0]), np.array([1]))})
    assert (result.observed, result.expected, result.p) == pytest.approx((0, 1 / 18, 1))


def test_a_snp_outside_its_window_is_refused():
    with pytest.raises(RequestError, match="SNP 1 stands at 10, outside the window of its locus, 1:0-10"):
        loci((0, 10, [3, 10]))
