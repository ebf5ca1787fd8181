import numpy as np
import pytest
from scipy.stats import bootstrap

from babelix.base.errors import RequestError
from babelix.evaluation.grouped import group_mean

NAN = float("nan")


def test_replicates_count_once():
    found = group_mean([0.1, 0.3, 0.8, NAN, NAN], ["TERT", "TERT", "F9", "F9", "HBB"])
    assert found.groups == 2
    assert found.mean == pytest.approx(0.5)
    # Two groups give 0.2, 0.5 and 0.8 only.
    assert [found.low, found.high] == pytest.approx([0.2, 0.8])
    copied = group_mean([0.2] * 30 + [0.8], ["TERT"] * 30 + ["F9"])
    assert [copied.mean, copied.low, copied.high] == pytest.approx([found.mean, found.low, found.high])


def test_the_interval_is_scipys():
    scores = np.random.default_rng(3).normal(size=37)
    found = group_mean(scores, range(37), samples=9_999)
    theirs = bootstrap((scores,), np.mean, n_resamples=9_999, method="percentile", rng=3).confidence_interval
    assert [found.low, found.high] == pytest.approx([theirs.low, theirs.high], abs=0.02)


def test_the_seed_decides():
    scores = [0.1, 0.5, 0.2, 0.9, 0.4]
    assert group_mean(scores, range(5), seed=3) == group_mean(scores, range(5), seed=3)
    assert group_mean(scores, range(5), seed=3, samples=7) != group_mean(scores, range(5), seed=4, samples=7)


def test_few_groups_have_no_interval():
    one, none = group_mean([0.5], ["F9"]), group_mean([NAN], ["F9"])
    assert (one.mean, one.groups) == (0.5, 1)
    assert np.isnan([one.low, one.high]).all()
    assert none.groups == 0
    assert np.isnan([none.mean, none.low, none.high]).all()


def test_what_does_not_pair_up_is_refused():
    with pytest.raises(RequestError, match="expected a group for each score, got 1 for shape"):
        group_mean([0.5, 0.6], ["F9"])
    with pytest.raises(RequestError, match="`resamples` 0: expected at least 1"):
        group_mean([0.5], ["F9"], samples=0)
