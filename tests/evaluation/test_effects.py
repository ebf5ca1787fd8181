import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from babelix.base.errors import RequestError
from babelix.evaluation.effects import agreement

NAN = float("nan")


def test_by_hand():
    found = agreement(
        [1, -2, 3, 4, 5, 6, 7, 8, 9, -10], [-1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 0, 1] + [1] * 7
    )
    assert (found.count, found.positives, found.auroc) == (10, 8, 1.0)
    assert found.spearman_size == pytest.approx(1)
    # Ranks 3 2 4 5 6 7 8 9 10 1 against 1 to 10: 1 - 6 (4 + 0 + 7 x 1 + 81) / (10 x 99).
    assert found.spearman_signed == pytest.approx(1 - 6 * 92 / 990)


def test_as_scipy_and_scikit_learn_have_it():
    generator = np.random.default_rng(11)
    guess, truth = np.round(generator.normal(size=(2, 97)), 1)
    labels = (generator.random(97) < 0.3).astype(float)
    found = agreement(guess, truth, labels)
    assert found.spearman_size == pytest.approx(spearmanr(abs(guess), abs(truth)).statistic)
    assert found.spearman_signed == pytest.approx(spearmanr(guess, truth).statistic)
    assert found.auroc == pytest.approx(roc_auc_score(labels, abs(guess)))
    unknown = labels.copy()
    unknown[:13] = NAN
    known = agreement(guess, truth, unknown)
    assert known.auroc == pytest.approx(roc_auc_score(labels[13:], abs(guess[13:])))
    assert (known.count, known.spearman_size) == (97, found.spearman_size)


def test_what_cannot_be_told_is_nan():
    few = agreement(range(9), range(9), [0] * 8 + [1])
    assert np.isnan([few.spearman_size, few.spearman_signed, few.auroc]).all()
    assert agreement(range(10), range(10), [0] * 9 + [1]).auroc == 1.0
    assert np.isnan(agreement(range(10), range(10), [0] * 8 + [1, NAN]).auroc)
    assert np.isnan(agreement(range(10), range(10), [0] * 10).auroc)
    assert np.isnan(agreement(range(11), range(11), [1] * 10 + [NAN]).auroc)
    assert np.isnan(agreement([0] * 10, range(10), [0] * 9 + [1]).spearman_size)


def test_what_does_not_pair_up_is_refused():
    with pytest.raises(RequestError, match=r"got shapes \(3,\), \(2,\) and \(3,\)"):
        agreement([1, 2, 3], [1, 2], [0, 0, 1])
