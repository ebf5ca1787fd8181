import math

import numpy as np
import pytest
import torch

from babelix.classic.next_word.nets import KINDS, NextWord, Shape
from babelix.workflows.classic.next_word.task import NextWordTask, next_words, score

V = 11


@pytest.fixture(scope="module")
def ids():
    return np.random.default_rng(1).integers(0, V, 1301).astype(np.int32)


def net(kind, window=3):
    torch.manual_seed(2)
    return NextWord(Shape(kind, V, 6, 7, 1, window, 2)).eval()


def task(ids):
    return NextWordTask(
        ids, ids[:97], batch=3, length=13, device=torch.device("cpu"), precision=torch.float32
    )


def test_streams_and_pieces_by_hand():
    numbers = np.arange(23, dtype=np.int32) % V
    made = NextWordTask(
        numbers, numbers, batch=2, length=4, device=torch.device("cpu"), precision=torch.float32
    )
    assert made.pieces == 3
    first, second, _ = made.batches(0, 0)
    assert first.words.tolist() == [[0, 1, 2, 3], [0, 1, 2, 3]]
    assert first.following.tolist() == [[1, 2, 3, 4], [1, 2, 3, 4]]
    assert second.words.tolist() == [[4, 5, 6, 7], [4, 5, 6, 7]]
    assert (first.first, second.first) == (True, False)
    (last,) = made.batches(1, 2)
    assert last.words.tolist() == [[8, 9, 10], [8, 9, 10]]


def test_the_loss_carries_the_state_on_and_a_new_epoch_forgets(ids):
    made, model = task(ids), net("lstm")
    model.carry(3)
    first, second, *_ = made.batches(0, 0)
    made.loss(model, first)
    after = model.carried.clone()
    torch.testing.assert_close(after, model(first.words, model.begin(3))[1])
    h, _ = model(second.words, after)
    expected = -model.log_probabilities(h.flatten(0, 1)).gather(1, second.following.reshape(-1, 1)).sum()
    loss = made.loss(model, second)
    torch.testing.assert_close(loss.negative, expected.detach())
    loss.total.backward()
    assert model.embedding.weight.grad is not None
    torch.testing.assert_close(made.loss(model, first).negative, task(ids).loss(_fresh(), first).negative)


def _fresh():
    model = net("lstm")
    model.carry(3)
    return model


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "transformer"])
def test_the_score_is_that_of_one_reading(kind, ids):
    model = net(kind)
    words = torch.tensor([[0, *ids[:-1].tolist()]])
    with torch.no_grad():
        p = model.log_probabilities(model(words, model.begin(1))[0][0])
    expected = -p[torch.arange(len(ids)), torch.tensor(ids.astype(np.int64))]
    found = score(model, ids)
    np.testing.assert_allclose(found, expected.numpy(), rtol=1e-4)
    if kind == "gru":
        # Streams of their own forget what came before them, and soon know as much.
        apart = score(model, ids, streams=2)
        np.testing.assert_allclose(apart[:600], found[:600], rtol=1e-4)
        assert apart.shape == found.shape


def test_a_transformer_scores_pieces_of_its_window_after_as_many_words(ids):
    model = net("transformer", window=5)
    stream = torch.tensor([0] * 4 + [0, *ids.tolist()])
    found = score(model, ids)
    for place in (0, 3, 7, 1300):
        start = place // 5 * 5
        with torch.no_grad():
            h, _ = model(stream[None, start + 4 : start + 9], stream[None, start : start + 4])
            p = model.log_probabilities(h[0])[place - start]
        assert found[place] == pytest.approx(-float(p[ids[place]]), rel=1e-4)


def test_the_evaluation_is_the_mean(ids):
    made, model = task(ids), net("gru")
    figures = made.evaluate(model)
    assert figures["val_loss"] == pytest.approx(float(score(model, ids[:97]).mean()), rel=1e-5)
    assert figures["val_perplexity"] == pytest.approx(math.exp(figures["val_loss"]))
    assert made.samples(model) == []


@pytest.mark.parametrize("kind", ["lstm", "fixed-context", "transformer"])
def test_next_words_are_those_after_a_context(kind):
    model = net(kind)
    p = next_words(model, [0, 2, 1, 4])
    assert p.sum() == pytest.approx(1)
    if kind != "transformer":
        assert -math.log(p[5]) == pytest.approx(float(score(model, np.array([2, 1, 4, 5]))[-1]), rel=1e-4)
    assert next_words(model, [0]).shape == (V,)
