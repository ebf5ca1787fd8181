import numpy as np

from babelix.enrichment.enrich.snps.pool import Pool
from babelix.enrichment.enrich.snps.universe import apart_from, on, outside_mhc


def test_chromosomes_that_count(pool):
    assert on(pool, ["chr2"]).tolist() == [False] * 4 + [True] * 3


def test_the_mhc_lies_on_chromosome_6():
    position = np.array([24_999_999, 25_000_000, 34_999_999, 35_000_000, 30_000_000], np.int64)
    pool = Pool(("6", "16"), np.array([0, 0, 0, 0, 1], np.int32), position, {}, {})
    assert outside_mhc(pool).tolist() == [True, False, False, True, True]


def test_neighbours_of_other_snps_are_left_out_and_cases_kept(pool):
    found = apart_from(pool, [("chr1", 20), ("chr2", 10)], 11, np.array([1]))
    assert found.tolist() == [False, True, False, True, False, True, True]
