import numpy as np
import pytest
import torch

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.evaluation.bleu import Bleu
from babelix.workflows.translation.compare.table import _buckets, _common, _first, _mean, _update


def test_sentences_by_the_words_of_their_source():
    words = [" ".join("a" * many) for many in (1, 10, 11, 13, 14, 17, 18, 40)]
    assert _buckets(words) == [[0, 1], [2, 3], [4, 5], [6, 7]]


def test_bleu_of_a_bucket_is_the_mean_over_seeds():
    references = ["a b c d e", "f g h i j", "k l m n o"]
    right, wrong = references, ["x y z x y", *references[1:]]
    bleu = Bleu()
    scored = [bleu.statistics(said, references) for said in (right, wrong)]
    assert _mean(bleu, scored, [1, 2]) == pytest.approx(100)
    assert _mean(bleu, scored, [0, 1]) == pytest.approx(
        np.mean([100, bleu.corpus(wrong[:2], references[:2]).score])
    )
    assert _mean(bleu, scored, []) == 0


def test_minutes_to_a_bleu_that_all_reach():
    fast, slow = [(10, 3.5), (20, 9.0), (30, 8.0)], [(10, 1.0), (20, 4.0), (30, 6.9)]
    assert _common({"a": [fast], "b": [fast, slow]}) == 6
    assert _common({"a": [fast], "b": [[]]}) is None
    assert [_first(each, 4.0, 0.5) for each in (fast, slow)] == [10, 10]
    assert (_first(fast, 3.5, 0.5), _first(slow, 7.0, 0.5), _first(fast, None, 0.5)) == (5, None, None)


def test_an_update_that_is_timed_changes_nothing():
    model = EncoderDecoder(11, d_model=5, hidden=3, dropout=0.5).eval()
    before = {name: each.clone() for name, each in model.named_parameters()}
    _update(model, 7, torch.float32)
    assert not model.training
    assert all(
        torch.equal(each, before[name]) and each.grad is None for name, each in model.named_parameters()
    )
