import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.evaluation.contrastive import ContrastiveAnswers, contrastive_difference, contrastive_score

LABELS = ("masculine",) * 63 + ("feminine",) * 37


def test_always_answering_the_masculine_scores_its_share_and_balanced_half():
    always = ContrastiveAnswers(np.array([1.0] * 63 + [0.0] * 37), LABELS)
    found = contrastive_score(always)
    assert found.accuracy.score == pytest.approx(0.63)
    assert (found.balanced.score, found.balanced.low, found.balanced.high) == (0.5, 0.5, 0.5)
    assert found.majority == 0.63
    assert found.by_label == {"feminine": 0.0, "masculine": 1.0}
    assert found.accuracy.low < 0.63 < found.accuracy.high


def test_the_likelier_sentence_wins_and_a_tie_counts_half():
    answers = ContrastiveAnswers.of_scores([-1.0, -3.0, -2.0], [-2.0, -1.0, -2.0], ["m", "f", "m"])
    assert answers.correct.tolist() == [1.0, 0.0, 0.5]
    assert contrastive_score(answers).balanced.score == pytest.approx((0.75 + 0) / 2)


def test_differences_pair():
    rng = np.random.default_rng(6)
    before = ContrastiveAnswers(rng.integers(0, 2, 100).astype(float), LABELS)
    after = ContrastiveAnswers(before.correct.copy(), LABELS)
    accuracy, balanced = contrastive_difference(before, after)
    assert (accuracy.score, accuracy.low, accuracy.high) == (0.0, 0.0, 0.0)
    assert (balanced.score, balanced.low, balanced.high) == (0.0, 0.0, 0.0)
    changed = before.correct.copy()
    changed[:63] = 1.0
    accuracy, balanced = contrastive_difference(before, ContrastiveAnswers(changed, LABELS))
    assert accuracy.score == pytest.approx(changed.mean() - before.correct.mean())
    assert balanced.score == pytest.approx((1 - before.correct[:63].mean()) / 2)
    assert 0 < accuracy.low < accuracy.score < accuracy.high


def test_a_resample_without_a_rare_label_is_no_error():
    found = contrastive_score(ContrastiveAnswers(np.array([1.0, 1.0, 1.0]), ("m", "m", "f")))
    assert found.balanced.score == 1.0
    assert 0.5 <= found.balanced.low <= found.balanced.high <= 1.0


def test_what_does_not_fit_is_refused():
    with pytest.raises(RequestError, match="got 0 pairs and 0 labels"):
        ContrastiveAnswers(np.zeros(0), ())
    with pytest.raises(RequestError, match="as many scores, got 1 and 2"):
        ContrastiveAnswers.of_scores([1.0], [1.0, 2.0], ["m"])
    one, other = ContrastiveAnswers(np.zeros(1), ("m",)), ContrastiveAnswers(np.zeros(1), ("f",))
    with pytest.raises(RequestError, match="the same pairs, got other labels"):
        contrastive_difference(one, other)
