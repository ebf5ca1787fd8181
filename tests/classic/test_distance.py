import pytest
import torch

from babelix.classic.distance import CELLS, reach


def test_a_linear_chain_by_hand(monkeypatch):
    """h_t = x_t + a h_{t-1}: the gradient at distance k is a^k."""

    class Chain(torch.nn.Module):
        def forward(self, x):
            h, outputs = torch.zeros_like(x[:, 0]), []
            for t in range(x.shape[1]):
                h = x[:, t] + 0.5 * h
                outputs.append(h)
            return torch.stack(outputs, 1), None

    monkeypatch.setitem(CELLS, "chain", lambda width: Chain())
    assert reach("chain", 3, 5, [1, 2]).ratios == pytest.approx([1, 0.5, 0.25, 0.125, 0.0625])


@pytest.mark.slow
def test_what_vanishes_and_what_does_not():
    found = {cell: reach(cell, 64, 31, [1, 2, 3]).ratios for cell in CELLS}
    at = {cell: each[20] for cell, each in found.items()}
    assert at["tanh RNN"] < 1e-5 < at["tanh RNN, orthogonal"]
    assert at["LSTM"] < at["LSTM, forget bias 1"]
    flat = reach("attention", 128, 60, list(range(1, 21))).ratios[1:41]
    assert max(flat) / min(flat) < 4


def test_the_forget_gate_begins_open():
    torch.manual_seed(1)
    plain = CELLS["LSTM"](3)
    torch.manual_seed(1)
    opened = CELLS["LSTM, forget bias 1"](3)
    added = opened.get_parameter("bias_ih_l0") - plain.get_parameter("bias_ih_l0")
    assert added.tolist() == pytest.approx([0] * 3 + [1] * 3 + [0] * 6)


def test_orthogonal_weights_keep_lengths():
    W = CELLS["tanh RNN, orthogonal"](7).get_parameter("weight_hh_l0")
    torch.testing.assert_close(W @ W.T, torch.eye(7), atol=1e-5, rtol=0)


def test_it_is_computed_on_the_device_it_is_given():
    """The device `meta` holds no numbers: a layer that ran there has none to give back."""
    with pytest.raises(NotImplementedError, match="meta"):
        reach("GRU", 3, 5, [1], torch.device("meta"))
