import numpy as np
import pytest
import torch

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.evaluation.bleu import Bleu
from babelix.workflows.translation.compare.table import _buckets, _mean, _update


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


def test_an_update_that_is_timed_changes_nothing():
    model = EncoderDecoder(11, d_model=5, hidden=3, dropout=0.5).eval()
    before = {name: each.clone() for name, each in model.named_parameters()}
    _update(model)
    assert not model.training
    assert all(
        torch.equal(each, before[name]) and each.grad is None for name, each in model.named_parameters()
    )
