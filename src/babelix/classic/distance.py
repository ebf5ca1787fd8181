"""How much the last output of a layer still owes to an input so many steps before: gradient norms against distance.

    g_k = | d (r . h_T) / d x_{T-k} | / | d (r . h_T) / d x_T |,      r drawn at random

Where g_k falls off exponentially, gradients vanish (Hochreiter 1991; Bengio et al. 1994) and nothing that far back is
learned. Inputs are drawn from the standard normal distribution, weights as torch draws them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from babelix.attention.masks import causal_mask
from babelix.attention.multi_head import MultiHeadAttention


class Attention(nn.Module):
    """One layer of causal self-attention with what it reads added, normalised before."""

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(width), MultiHeadAttention(width, heads)

    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        """Return the outputs of x [batch, time, width], and no state."""
        y = self.norm(x)
        added, _ = self.attention(y, self.attention.project(y), causal_mask(x.shape[1], x.device))
        return x + added, None


def _orthogonal(width: int) -> nn.Module:
    cell = nn.RNN(width, width, batch_first=True)
    nn.init.orthogonal_(cell.get_parameter("weight_hh_l0"))
    return cell


def _remembering(width: int) -> nn.Module:
    """An LSTM whose forget gates begin open (Jozefowicz et al. 2015): 1 is added to their bias."""
    cell = nn.LSTM(width, width, batch_first=True)
    with torch.no_grad():
        cell.get_parameter("bias_ih_l0")[width : 2 * width] += 1.0
    return cell


CELLS: dict[str, Callable[[int], nn.Module]] = {
    "tanh RNN": lambda width: nn.RNN(width, width, batch_first=True),
    "tanh RNN, orthogonal": _orthogonal,
    "LSTM": lambda width: nn.LSTM(width, width, batch_first=True),
    "LSTM, forget bias 1": _remembering,
    "GRU": lambda width: nn.GRU(width, width, batch_first=True),
    "attention": Attention,
}
"""The layers compared, each of a width."""


@dataclass(frozen=True)
class Reach:
    """Of one cell, g_k at each distance k from 0, the median over seeds."""

    cell: str
    ratios: tuple[float, ...]


def ratios(layer: nn.Module, x: Tensor, r: Tensor) -> Tensor:
    """Return g_k of each sequence of x [batch, time, width] at k = 0, 1, ...: [batch, time]."""
    x = x.detach().requires_grad_()
    h = layer(x)[0]
    (gradient,) = torch.autograd.grad((h[:, -1] * r).sum(), x)
    norms: Tensor = torch.linalg.vector_norm(gradient.double(), dim=2).flip(1)
    return norms / norms[:, :1]


def reach(
    cell: str, width: int, length: int, seeds: list[int], device: torch.device = torch.device("cpu")
) -> Reach:
    """Return a cell's gradient norms at distances 0 to `length` - 1, over those at 0; one layer a seed.

    Layers and inputs are drawn on the CPU, so that they are the same on every device.
    """
    found = []
    for seed in seeds:
        torch.manual_seed(seed)
        layer = CELLS[cell](width).to(device)
        x, r = torch.randn(1, length, width), torch.randn(width)
        found.append(ratios(layer, x.to(device), r.to(device))[0].cpu())
    return Reach(cell, tuple(torch.stack(found).median(0).values.tolist()))
