import pytest
import torch

from babelix.classic.distance import CELLS
from babelix.classic.recall import NOISE, SYMBOLS, Recaller, RecallTask, generate, pace


def test_a_symbol_noise_and_a_question():
    task = RecallTask(5, 7, seed=1)
    first, second = next(task.batches(0, 0)), next(task.batches(0, 1))
    assert first.tokens.shape == (7, 6)
    assert torch.equal(first.tokens[:, 0], first.symbols)
    assert set(first.tokens[:, -1].tolist()) == {SYMBOLS + NOISE}
    between = first.tokens[:, 1:-1]
    assert between.min() >= SYMBOLS
    assert between.max() < SYMBOLS + NOISE
    assert not torch.equal(first.tokens, second.tokens)
    assert torch.equal(next(task.batches(0, 1)).tokens, second.tokens)


def test_loss_and_accuracy_by_hand():
    task = RecallTask(3, 5, seed=1)
    torch.manual_seed(2)
    model = Recaller("GRU", 6)
    torch.nn.init.zeros_(model.output.weight)
    torch.nn.init.zeros_(model.output.bias)
    batch = next(task.batches(0, 0))
    model.requires_grad_(False)
    loss = task.loss(model, batch)
    assert float(loss.negative) == pytest.approx(5 * torch.log(torch.tensor(8.0)).item())
    assert loss.count == 5
    assert 0.05 < task.evaluate(model)["val_accuracy"] < 0.2
    assert task.samples(model) == []


@pytest.mark.parametrize("cell", CELLS)
def test_one_after_the_other_is_all_at_once(cell):
    torch.manual_seed(3)
    layer, x = CELLS[cell](8), torch.randn(1, 11, 8)
    torch.testing.assert_close(generate(layer, x), layer(x)[0], rtol=1e-4, atol=1e-5)


def test_the_time_of_a_token_is_positive():
    found = pace("attention", 8, 5, repeats=1)
    assert (found.cell, found.length) == ("attention", 5)
    assert min(found.training, found.generating) >= 0
