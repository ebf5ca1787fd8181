import math
import sys
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from babelix.text import END, START, Subwords
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.splits import References
from babelix.transformer import Transformer
from babelix.workflows.translation.corpora import Encoded
from babelix.workflows.translation.task import TranslationTask
from babelix.workflows.translation.translation import Translation

SOURCE = [[5, 7, 11], [13], [17, 19], [5, 5, 5, 5, 5]]
TARGET = [[23, 29], [7, 7, 7, 5], [11], [13, 17]]
PAIRS = Encoded(SOURCE, TARGET, [0, 2, 3, 4], 1)


@pytest.fixture(scope="module")
def model() -> Transformer:
    torch.manual_seed(3)
    return Transformer(
        31, d_model=14, d_ff=23, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0
    ).eval()


def task(train: Encoded = PAIRS, val: Encoded = PAIRS, **more: Any) -> TranslationTask:
    numbers = {"batch_tokens": 12, "seed": 3, "label_smoothing": 0.1, "device": torch.device("cpu")}
    return TranslationTask(train, val, **{**numbers, "precision": torch.float32, **more})


def test_an_epoch_is_every_pair_once_in_batches_within_their_tokens() -> None:
    found = list(task().batches(0, 0))
    rows = [
        (tuple(s[s > 0]), tuple(t[t > 0])) for b in found for s, t in zip(b.source, b.target_out, strict=True)
    ]
    assert sorted(rows) == sorted(((*s, END), (*t, END)) for s, t in zip(SOURCE, TARGET, strict=True))
    assert all(max(b.source.size, b.target_in.size) <= 12 for b in found)
    assert all((b.target_in[:, 0] == START).all() for b in found)


def test_a_later_batch_is_where_a_resumed_epoch_begins() -> None:
    whole, rest = list(task().batches(5, 0)), list(task().batches(5, 1))
    assert len(rest) == len(whole) - 1
    assert all(np.array_equal(a.source, b.source) for a, b in zip(whole[1:], rest, strict=True))


def test_merges_are_dropped_by_the_line_the_pair_had_before_any_was_left_out() -> None:
    lines = ["le chat mange", "left out", "la nuit", "un chat", "des chats"]
    subwords = Subwords.train(lines, 290)
    dropout = BpeDropout(subwords, 0.5, 7)
    (batch,) = task(batch_tokens=999, bpe_dropout=(dropout, lines, lines[::-1])).batches(2, 0)
    rows = sorted(tuple(row[row > 0]) for row in batch.source)
    assert rows == sorted((*dropout.encode(lines[i], 2, "source", i), END) for i in (0, 2, 3, 4))
    rows = sorted(tuple(row[row > 0]) for row in batch.target_out)
    assert rows == sorted((*dropout.encode(lines[::-1][i], 2, "target", i), END) for i in (0, 2, 3, 4))


def negative(model: Transformer, smoothing: float) -> tuple[float, int]:
    """The summed cross-entropy of all pairs, one at a time by torch, and the number of tokens."""
    total, count = 0.0, 0
    for s, t in zip(SOURCE, TARGET, strict=True):
        with torch.no_grad():
            scores = model(torch.tensor([[*s, END]]), torch.tensor([[START, *t]]))[0]
        truth = torch.tensor([*t, END])
        total += float(F.cross_entropy(scores, truth, reduction="sum", label_smoothing=smoothing))
        count += len(truth)
    return total, count


def test_the_loss_is_the_smoothed_sum_over_real_tokens(model: Transformer) -> None:
    losses = [task().loss(model, batch) for batch in task().batches(0, 0)]
    smoothed, count = negative(model, 0.1)
    plain, _ = negative(model, 0.0)
    assert sum(loss.count for loss in losses) == count == 13
    assert sum(float(loss.total.detach()) for loss in losses) == pytest.approx(smoothed, rel=1e-5)
    assert sum(float(loss.negative) for loss in losses) == pytest.approx(plain, rel=1e-5)
    assert all(loss.total.requires_grad and not loss.negative.requires_grad for loss in losses)


def test_evaluation_is_the_mean_without_smoothing_and_its_exponential(model: Transformer) -> None:
    plain, count = negative(model, 0.0)
    with torch.no_grad():
        found = task(train=Encoded([[5]], [[7]], [0], 0)).evaluate(model)
    assert set(found) == {"val_loss", "val_perplexity"}
    assert found["val_loss"] == pytest.approx(plain / count, rel=1e-5)
    assert found["val_perplexity"] == pytest.approx(math.exp(plain / count), rel=1e-5)


def test_bleu_is_of_greedy_translations_against_first_references(
    model: Transformer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["le chat mange la nuit", "un chat des chats la nuit"]

    class Parrot:
        """Says what it hears, whatever the model."""

        def __init__(self, given: Transformer, subwords: object, *, longest: int) -> None:
            assert (given, longest) == (model, sys.maxsize)

        def translate(self, texts: list[str], *, beam: int) -> list[Translation]:
            assert beam == 1
            return [Translation(text, 0.0, 0.0) for text in texts]

    monkeypatch.setattr("babelix.workflows.translation.task.Translator", Parrot)
    first = References(lines, [[line, "x y z"] for line in lines])
    second = References(lines, [["x y z", line] for line in lines])
    val = Encoded([[5]], [[7]], [0], 0)
    with torch.no_grad():
        found = [task(val=val, bleu_pairs=(None, pairs)).evaluate(model) for pairs in (first, second)]
    assert found[0]["val_bleu"] == pytest.approx(100.0)
    assert found[1]["val_bleu"] == 0.0
