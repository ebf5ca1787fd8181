import pytest
import torch

from babelix.classic.distance import CELLS
from babelix.classic.recall import NOISE, SYMBOLS, Recaller, RecallTask, generate, owed, pace


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


def test_what_is_asked_late_stands_at_its_distance():
    late = RecallTask(3, 7, seed=1).late(5, 11)
    assert late.shape == (5, 11)
    assert late[:, -4].max() < SYMBOLS == late[:, :-4].min().clamp(max=SYMBOLS)
    assert set(late[:, -1].tolist()) == {SYMBOLS + NOISE}


def test_what_a_net_owes_is_the_median_over_sequences(monkeypatch):
    """h = (x_3 + a x_1): the ratio at two steps back is a, another in each sequence."""

    class Far(torch.nn.Module):
        def forward(self, x):
            a = torch.tensor([0.5, 2.0, 3.0])[:, None, None]
            return x + a * x.roll(2, 1), None

    monkeypatch.setitem(CELLS, "far", lambda width: Far())
    torch.manual_seed(1)
    tokens = torch.tensor([[0, 8, 16], [1, 9, 16], [2, 8, 16]])
    assert owed(Recaller("far", 5), tokens, 1).tolist() == pytest.approx([1, 0, 2])


def test_sequences_and_layers_are_on_the_device_they_are_given(monkeypatch):
    """The device `meta` holds no numbers, but tells shapes and where it was computed."""
    meta = torch.device("meta")
    task = RecallTask(3, 5, seed=1, device=meta)
    batch = next(task.batches(0, 0))
    assert {batch.tokens.device, batch.symbols.device, task.late(2, 7).device} == {meta}
    assert Recaller("LSTM", 6).to(meta)(batch.tokens).device == meta
    seen = []

    class Watching(torch.nn.RNN):
        def forward(self, x, state=None):
            seen.append(x.device)
            return super().forward(x, state)

    monkeypatch.setitem(CELLS, "watching", lambda width: Watching(width, width, batch_first=True))
    pace("watching", 3, 2, repeats=1, device=meta)
    assert set(seen) == {meta}
