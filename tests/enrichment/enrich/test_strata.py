import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.strata import binned, stratify

NOBODY = np.empty(0, np.int64)


def test_bins_of_equally_many_and_one_for_what_is_missing():
    values = np.array([5.0, np.nan, 1.0, 3.0, 2.0, 4.0, 6.0])
    assert binned(values, 3).tolist() == [2, 3, 0, 1, 0, 1, 2]
    assert binned(np.array([7.0, 7.0, 7.0]), 10).tolist() == [0, 0, 0]


def test_strata_are_all_pairs_of_bins_that_hold_a_snp():
    one, two = np.array([1.0, 1, 2, 2, 2]), np.array([1.0, 2, 1, 1, 1])
    strata = stratify({"maf": one, "tss": two}, [2, 2], 5, NOBODY)
    assert strata.count == len(set(strata.index.tolist())) == 3
    assert (dict(strata.bins), strata.sizes().tolist()) == ({"maf": 2, "tss": 2}, [1, 1, 3])
    assert strata.of(np.array([0, 2, 4])).tolist() == [1, 0, 2]


def test_nothing_matched_on_is_one_stratum():
    strata = stratify({}, [], 3, NOBODY)
    assert (strata.count, strata.index.tolist()) == (1, [0, 0, 0])


def test_a_stratum_of_cases_alone_is_merged_with_the_nearest():
    values = np.arange(6.0)
    strata = stratify({"x": values}, [3], 6, np.array([4, 5, 0]))
    assert (strata.count, strata.merged, strata.index.tolist()) == (2, 1, [0, 0, 1, 1, 1, 1])
    with pytest.raises(RequestError, match="the pool holds no SNP but cases"):
        stratify({"x": values}, [3], 6, np.arange(6))


def test_no_bin_is_refused():
    with pytest.raises(RequestError, match="`bins` 0: expected at least 1"):
        binned(np.ones(3), 0)
