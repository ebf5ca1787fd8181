import numpy as np
import pytest
from scipy import stats

from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.expression.scores import scores
from babelix.evaluation.auroc import auroc

NUMBERS = np.random.default_rng(8)
MEASURED = NUMBERS.normal(size=53)
PREDICTED = np.round(MEASURED + NUMBERS.normal(size=53), 1)
ON = MEASURED > 0.3
BLOCKS = np.sort(NUMBERS.integers(0, 7, 53))


def test_scores_are_scipys_and_those_of_evaluation():
    found = scores(PREDICTED, MEASURED, ON, BLOCKS, Draws(1, 40, 1))
    assert found["r"].value == pytest.approx(stats.pearsonr(PREDICTED, MEASURED).statistic)
    assert found["rho"].value == pytest.approx(stats.spearmanr(PREDICTED, MEASURED).statistic)
    assert found["r_on"].value == pytest.approx(stats.pearsonr(PREDICTED[ON], MEASURED[ON]).statistic)
    assert found["auroc"].value == auroc(ON, PREDICTED).auroc
    assert (found["r"].genes, found["r_on"].genes) == (53, int(ON.sum()))
    for each in found.values():
        low, high = each.interval or (1, 0)
        assert low < (each.value or 0) < high


def test_whole_blocks_are_drawn():
    """Of two blocks, a draw is one of them twice or both: three values of r and no other."""
    blocks = np.repeat([0, 1], [3, 4])
    one = np.array([0.0, 1, 2, 0, 1, 2, 3])
    other = np.array([0.0, 1, 2, 3, 2, 1, 0.5])
    found = scores(one, other, other > 1, blocks, Draws(1, 61, 1))["r"]
    assert found.interval == pytest.approx((np.corrcoef(one[3:], other[3:])[0, 1], 1.0))


def test_what_is_not_defined_is_none():
    flat = scores(np.ones(9), np.arange(9.0), np.zeros(9, bool), np.arange(9), Draws(1, 5, 1))
    assert [each.value for each in flat.values()] == [None] * 4
    one = scores(PREDICTED, MEASURED, ON, np.zeros(53, np.int64), Draws(1, 5, 1))
    assert one["r"].value is not None
    assert one["r"].interval is None
