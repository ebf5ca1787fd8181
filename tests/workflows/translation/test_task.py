import math
import sys
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from babelix.base.ranks import Rank
from babelix.evaluation.bleu import bleu
from babelix.text import END, START, Subwords
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.ragged import Ragged
from babelix.text.splits import References
from babelix.transformer import Transformer
from babelix.workflows.translation.encoded import Encoded
from babelix.workflows.translation.keep.wishes import Wishes
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.task import TranslationTask
from babelix.workflows.translation.translation import Translation
from babelix.workflows.translation.translator import Translator

SOURCE = [[5, 7, 11], [13], [17, 19], [5, 5, 5, 5, 5]]
TARGET = [[23, 29], [7, 7, 7, 5], [11], [13, 17]]


def encoded(source: list[list[int]], target: list[list[int]], weights: list[float] | None = None) -> Encoded:
    """Pairs, each id a word of its own."""
    words = tuple(Ragged.of(range(len(row)) for row in side) for side in (source, target))
    times = np.ones(len(source)) if weights is None else np.array(weights, dtype=np.float64)
    return Encoded(Ragged.of(source), Ragged.of(target), times, (words[0], words[1]))


PAIRS = encoded(SOURCE, TARGET)


@pytest.fixture(scope="module")
def model() -> Transformer:
    torch.manual_seed(3)
    return Transformer(
        31, d_model=14, d_ff=23, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0
    ).eval()


def task(train: Encoded = PAIRS, val: Encoded = PAIRS, **more: Any) -> TranslationTask:
    numbers = {"batch_tokens": 12, "seed": 3, "label_smoothing": 0.1, "device": torch.device("cpu")}
    return TranslationTask(train, {"val": val}, **{**numbers, "precision": torch.float32, **more})


def test_an_epoch_is_every_pair_once_in_batches_within_their_tokens() -> None:
    found = list(task().batches(0, 0))
    rows = [
        (tuple(s[s > 0]), tuple(t[t > 0])) for b in found for s, t in zip(b.source, b.target_out, strict=True)
    ]
    assert sorted(rows) == sorted(((*s, END), (*t, END)) for s, t in zip(SOURCE, TARGET, strict=True))
    assert all(max(b.source.size, b.target_in.size) <= 12 for b in found)
    assert all((b.target_in[:, 0] == START).all() for b in found)


def test_the_largest_batches_have_the_most_tokens_and_the_most_pairs_of_them() -> None:
    every = list(task().batches(0, 0))
    for cost in (
        lambda b: b.source.size + b.target_in.size,
        lambda b: len(b.source) * sum(m * n for m in b.source.shape[1:] for n in b.source.shape[1:]),
    ):
        assert max(map(cost, task().largest())) == max(map(cost, every))
    whole, half = task().largest(), task(rank=Rank(1, 2)).largest()
    assert sum(len(each.source) for each in half) <= sum(len(each.source) for each in whole) // 2


def test_a_later_batch_is_where_a_resumed_epoch_begins() -> None:
    whole, rest = list(task().batches(5, 0)), list(task().batches(5, 1))
    assert len(rest) == len(whole) - 1
    assert all(np.array_equal(a.source, b.source) for a, b in zip(whole[1:], rest, strict=True))


def test_merges_are_dropped_anew_in_each_epoch_and_for_each_pair_of_it() -> None:
    lines = ["le chat mange la nuit", "des chats", "un chat"]
    subwords = Subwords.train(lines, 290)
    dropout = BpeDropout(subwords, 0.5, 7)
    ids, words = map(Ragged.of, subwords.encode_words(lines))
    train = Encoded(ids, ids, np.array([2.0, 1.0, 1.0]), (words, words))

    def sides(epoch: int) -> list[list[tuple[int, ...]]]:
        (batch,) = task(train, batch_tokens=999, bpe_dropout=dropout).batches(epoch, 0)
        return [sorted(tuple(row[row > 0]) for row in side) for side in (batch.source, batch.target_out)]

    drawn = np.array([0, 0, 1, 2])
    for epoch in (2, 3):
        for found, side in zip(sides(epoch), ("source", "target"), strict=True):
            rows = dropout.redraw(ids.take(drawn), words.take(drawn), np.arange(4), epoch, side)
            assert found == sorted((*row, END) for row in rows)
    assert sides(2) != sides(3)


def test_a_pair_of_weight_two_is_seen_twice() -> None:
    found = list(task(encoded(SOURCE, TARGET, [1, 2, 1, 1])).batches(0, 0))
    rows = sorted(tuple(row[row > 0]) for batch in found for row in batch.source)
    assert rows == sorted((*row, END) for row in [*SOURCE, SOURCE[1]])


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
        found = task(train=encoded([[5]], [[7]])).evaluate(model)
    assert set(found) == {"val_loss", "val_perplexity"}
    assert found["val_loss"] == pytest.approx(plain / count, rel=1e-5)
    assert found["val_perplexity"] == pytest.approx(math.exp(plain / count), rel=1e-5)


def test_bleu_is_of_greedy_translations_against_first_references(
    model: Transformer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["le chat mange la nuit", "un chat des chats la nuit"]

    class Parrot:
        """Says what it hears, whatever the model."""

        def __init__(
            self, given: Transformer, subwords: object, *, longest: int, cutting: Cutting, wishes: Wishes
        ) -> None:
            # Pairs are validated as they were trained on: whole, and by the model alone.
            assert (given, longest, cutting, wishes.keep) == (
                model,
                sys.maxsize,
                Cutting(split=False),
                frozenset(),
            )

        def translate(self, texts: list[str], *, beam: int) -> list[Translation]:
            assert beam == 1
            return [Translation(text, 0.0, 0.0) for text in texts]

    monkeypatch.setattr("babelix.workflows.translation.task.Translator", Parrot)
    first = References(lines, [[line, "x y z"] for line in lines])
    second = References(lines, [["x y z", line] for line in lines])
    val = encoded([[5]], [[7]])
    with torch.no_grad():
        found = [task(val=val, bleu_pairs=(None, pairs, "13a")).evaluate(model) for pairs in (first, second)]
    assert found[0]["val_bleu"] == pytest.approx(100.0)
    assert found[1]["val_bleu"] == 0.0
    chinese = References(["今天天气好。"], [["今天天气很好。"]])
    with torch.no_grad():
        scores = [
            task(val=val, bleu_pairs=(None, chinese, tok)).evaluate(model)["val_bleu"]
            for tok in ("13a", "zh")
        ]
    assert scores[0] == 0.0
    assert scores[1] == pytest.approx(bleu(["今天天气好。"], ["今天天气很好。"], "zh").score)


@pytest.mark.slow
def test_samples_are_greedy_translations_beside_the_first_reference(model: Transformer) -> None:
    subwords = Subwords.train(["un chat"], 260)
    torch.manual_seed(5)
    small = Transformer(
        len(subwords), d_model=14, d_ff=23, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0
    ).eval()
    pairs = References(["ab", "c"], [["x", "y"], ["z"]])
    found = task(shown=(subwords, pairs)).samples(small)
    expected = Translator(small, subwords).translate(["ab", "c"], beam=1)
    assert found == [
        {"source": "ab", "reference": "x", "translation": expected[0].text},
        {"source": "c", "reference": "z", "translation": expected[1].text},
    ]
    assert task().samples(model) == []


def test_the_loss_of_several_corpora_is_the_mean_of_theirs(model: Transformer) -> None:
    parts = {"a": encoded(SOURCE[:1], TARGET[:1]), "b": encoded(SOURCE[1:], TARGET[1:])}
    with torch.no_grad():
        alone = [task(val=part).evaluate(model)["val_loss"] for part in parts.values()]
        both = TranslationTask(
            PAIRS,
            parts,
            batch_tokens=12,
            seed=3,
            label_smoothing=0.1,
            device=torch.device("cpu"),
            precision=torch.float32,
        ).evaluate(model)
    assert (both["val_loss a"], both["val_loss b"]) == tuple(alone)
    assert both["val_loss"] == pytest.approx(sum(alone) / 2)
    assert both["val_perplexity"] == pytest.approx(math.exp(sum(alone) / 2))


def test_r_drop_is_two_passes_that_differ_by_dropout_alone(model: Transformer) -> None:
    """Without dropout both passes agree: the loss is the plain one, and it is never used in evaluation."""
    batches = list(task().batches(0, 0))
    plain = [task().loss(model, batch) for batch in batches]
    twice = [task(r_drop=5.0).loss(model, batch) for batch in batches]
    for one, two in zip(plain, twice, strict=True):
        assert float(two.total.detach()) == pytest.approx(float(one.total.detach()), rel=1e-5)
        assert two.count == one.count
        assert float(two.negative) == pytest.approx(float(one.negative), rel=1e-5)
    torch.manual_seed(3)
    dropping = Transformer(
        31, d_model=14, d_ff=23, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.5
    ).train()
    torch.manual_seed(5)
    apart = float(task(r_drop=5.0).loss(dropping, batches[0]).total.detach())
    torch.manual_seed(5)
    assert apart > float(task(r_drop=1e-9).loss(dropping, batches[0]).total.detach())


@pytest.mark.parametrize("of", [2, 3])
def test_processes_share_every_batch_and_words_split_as_in_one(of: int) -> None:
    """Padding of a part may be less; ids are those of the whole batch, BPE-dropout's too."""
    lines = ["he eats the bread", "she sees it", "here", "there it is", "the bread is here", "a"]
    subwords = Subwords.train(lines, 290)
    ids, words = map(Ragged.of, subwords.encode_words(lines))
    pairs = Encoded(ids, ids, np.ones(len(lines)), (words, words))
    more: dict[str, Any] = {"batch_tokens": 40, "bpe_dropout": BpeDropout(subwords, 0.5, 3)}
    whole = list(task(pairs, **more).batches(0, 0))
    parts = [list(task(pairs, **more, rank=Rank(number, of)).batches(0, 0)) for number in range(of)]
    assert {len(part) for part in parts} == {len(whole)}
    for batch, *cut in zip(whole, *parts, strict=True):
        rows = [np.trim_zeros(row, "b").tolist() for row in batch.target_out]
        for number, each in enumerate(cut):
            found = [] if each is None else [np.trim_zeros(row, "b").tolist() for row in each.target_out]
            assert found == rows[number::of]


@pytest.mark.parametrize("r_drop", [0.0, 5.0])
def test_words_that_weigh_more_count_more_in_training_and_once_in_validation(
    model: Transformer, r_drop: float
) -> None:
    (batch,) = list(task(batch_tokens=60).batches(0, 0))
    weights = np.ones(31, dtype=np.float32)
    plain = task(r_drop=r_drop).loss(model, batch)
    weights[7] = 4.0
    sevens = int((batch.target_out == 7).sum())
    assert sevens == 3
    weighed = task(r_drop=r_drop, word_weights=weights)
    found = weighed.loss(model, batch)
    others = task(r_drop=r_drop, word_weights=np.where(np.arange(31) == 7, 0, 1).astype(np.float32))
    of_sevens = plain.total - others.loss(model, batch).total
    torch.testing.assert_close(found.total, plain.total + 3 * of_sevens)
    assert float(of_sevens.detach()) > 1
    assert (found.count, float(found.negative)) == (plain.count, float(plain.negative))
    assert weighed.evaluate(model) == task().evaluate(model)
