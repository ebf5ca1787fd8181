import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.evaluation.auroc import auroc, average_precision


def test_by_hand():
    # Positives 0.35 and 0.8 against negatives 0.1 and 0.4: three of four pairs in order.
    result = auroc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    assert (result.auroc, result.positives, result.negatives) == (0.75, 2, 2)


@pytest.mark.slow
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40))
def test_is_scikit_learns_ties_included(examples):
    from sklearn.metrics import roc_auc_score

    labels, scores = zip(*[*examples, (True, 3), (False, 2)], strict=True)
    assert auroc(labels, scores).auroc == pytest.approx(roc_auc_score(labels, scores))


def test_a_rising_transformation_changes_nothing():
    rng = np.random.default_rng(11)
    labels, scores = rng.integers(0, 2, 31), rng.normal(size=31)
    assert auroc(labels, scores) == auroc(labels, np.exp(scores))
    assert auroc(labels, -scores).auroc == pytest.approx(1 - auroc(labels, scores).auroc)


@pytest.mark.parametrize(
    ("labels", "scores", "message"),
    [
        ([1, 1], [0.1, 0.2], "expected positives and negatives, got 2 and 0"),
        ([0, 2], [0.1, 0.2], "expected labels of 0 and 1 only"),
        ([0, 1], [0.1, float("nan")], "expected scores that are numbers, got NaN"),
        ([0, 1], [0.1], r"as many scores as labels, got shapes \(1,\) and \(2,\)"),
    ],
)
def test_what_has_no_curve_is_refused(labels, scores, message):
    with pytest.raises(RequestError, match=message):
        auroc(labels, scores)


def test_a_tie_counts_half():
    # Of two pairs one is in order and one is tied.
    assert auroc([0, 1, 1], [2, 2, 3]).auroc == 0.75


def test_average_precision_by_hand():
    found = average_precision([0, 1, 0, 1, 0], [0.1, 0.9, 0.8, 0.7, 0.2])
    assert found.average_precision == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert (found.prevalence, found.positives, found.count) == (0.4, 2, 5)


@pytest.mark.slow
def test_average_precision_is_scikit_learns_ties_and_all():
    from sklearn.metrics import average_precision_score

    draw = np.random.default_rng(3)
    labels, scores = draw.integers(0, 2, 211), draw.integers(0, 13, 211)
    assert average_precision(labels, scores).average_precision == pytest.approx(
        average_precision_score(labels, scores), rel=1e-12
    )


@pytest.mark.parametrize(
    ("labels", "scores", "said"),
    [([0, 0], [1, 2], "got none"), ([0, 1], [1, np.nan], "got NaN"), ([0, 1], [1], "as many scores")],
)
def test_what_cannot_be_ranked_by_precision_is_refused(labels, scores, said):
    with pytest.raises(RequestError, match=said):
        average_precision(labels, scores)
