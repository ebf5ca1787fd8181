import numpy as np

from babelix.enrichment.enrich.shifted.kernels import moved, turned


def test_elements_moved_round_ten_bases_by_hand():
    # Elements 3, 4 and 9; cases at 0 and 4. Moved by one: 4, 5 and 0.
    found = np.empty(4, np.int64)
    place, start, end = np.array([0, 4]), np.array([3, 9]), np.array([5, 10])
    assert moved(place, 2, start, end, 2, np.array([0, 1, 2, 7]), 4, 10, found) == 2
    assert found.tolist() == [1, 2, 0, 1]


def test_members_turned_round_four_snps_by_hand():
    # SNPs 0 to 3 and 4 to 6; members 3 and 5; case 0 is SNP 0, of traits 0 and 1, case 1 is SNP 5, of trait 1.
    table = np.array([0, 0, 1, -1, 0, -1, 1, -1, 0, -1, 1, 1, 0, -1], np.int32)
    counts, hits = np.zeros(4, np.int32), np.zeros(4, np.int64)
    shifts = np.array([0, 0, 1, 3])
    met = turned(
        np.array([3, 5]), 2, np.array([0, 4, 7]), 2, shifts, 2, table, np.array([0, 2, 3]), np.array([0, 1, 1]), 2, 2,
        counts, hits,
    )  # fmt: skip
    assert met == 3
    assert counts.tolist() == [0, 1, 1, 2]
    assert hits.tolist() == [0, 2, 1, 1]
