"""Enformer's equations, one module each, as they are written: for training, gradients and comparison.

Avsec et al. 2021, figure 1 and extended data figure 1. `babelix.enformer.fast` computes the same numbers sooner.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

# GELU by a sigmoid (Hendrycks and Gimpel 2016, section 2), the form that Enformer was trained with.
GELU_SCALE = 1.702


def gelu(x: Tensor) -> Tensor:
    """Return ``x sigmoid(1.702 x)``."""
    return functional.silu(GELU_SCALE * x) * (1 / GELU_SCALE)


class ConvBlock(nn.Module):
    """``conv(gelu(norm(x)))``, the length kept by zeros at the ends."""

    def __init__(self, into: int, out: int, kernel: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(into)
        self.convolution = nn.Conv1d(into, out, kernel, padding=kernel // 2)

    def forward(self, x: Float[Tensor, "batch into length"]) -> Float[Tensor, "batch out length"]:
        """Return it."""
        found: Tensor = self.convolution(gelu(self.norm(x)))
        return found


class SoftmaxPool(nn.Module):
    """``y_j = sum_i softmax_i(W x_i) x_i`` over the two positions i of each pair j, channel by channel.

    Of two the softmax is a sigmoid: ``y = x_0 + sigmoid(W d) d``, ``d = x_1 - x_0``, with half of the products.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.logits = nn.Linear(channels, channels, bias=False)
        # Between the mean and the maximum: what the paper starts from.
        with torch.no_grad():
            self.logits.weight.copy_(2 * torch.eye(channels))

    def forward(self, x: Float[Tensor, "batch channels length"]) -> Float[Tensor, "batch channels half"]:
        """Return half as many positions."""
        batch, channels, length = x.shape
        first, second = x.reshape(batch, channels, length // 2, 2).unbind(3)
        d = second - first
        gate = torch.sigmoid(functional.conv1d(d, self.logits.weight[:, :, None]))
        return torch.addcmul(first, gate, d)


class Stage(nn.Module):
    """The stem or a block of the tower: ``pool(y + block(y))``, ``y = first(x)``."""

    def __init__(self, first: nn.Module, channels: int) -> None:
        super().__init__()
        self.first = first
        self.pointwise = ConvBlock(channels, channels, 1)
        self.pool = SoftmaxPool(channels)

    def forward(self, x: Float[Tensor, "batch into length"]) -> Float[Tensor, "batch channels half"]:
        """Return half as many positions."""
        y = self.first(x)
        found: Tensor = self.pool(y + self.pointwise(y))
        return found


class RelativeAttention(nn.Module):
    """Attention that knows distances, from Transformer-XL (Dai et al. 2019, section 3.3), functions for sinusoids.

    ``logits_ij = (q_i + u) k_j + (q_i + v) r_(j - i)``, q divided by the root of its size, ``r = W_R basis``.
    """

    def __init__(
        self, width: int, heads: int, key: int, dropout: float = 0.0, position_dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.heads, self.key = heads, key
        self.dropout, self.position_dropout = dropout, position_dropout
        self.W_Q = nn.Linear(width, heads * key, bias=False)
        self.W_K = nn.Linear(width, heads * key, bias=False)
        self.W_V = nn.Linear(width, width, bias=False)
        self.W_O = nn.Linear(width, width)
        self.W_R = nn.Linear(width // heads, heads * key, bias=False)
        self.u = nn.Parameter(torch.randn(1, heads, 1, key))
        self.v = nn.Parameter(torch.randn(1, heads, 1, key))
        nn.init.zeros_(self.W_O.weight)
        nn.init.zeros_(self.W_O.bias)

    def weights(
        self, x: Float[Tensor, "batch n width"], basis: Float[Tensor, "distances features"]
    ) -> Float[Tensor, "batch heads n n"]:
        """Return what each query (rows) attends to; `basis` are the distances of `babelix.enformer.positions`."""
        n = x.shape[1]
        q, k = (self._heads(W(x)) for W in (self.W_Q, self.W_K))
        q = q * self.key**-0.5
        kept = functional.dropout(basis, self.position_dropout, self.training)
        r = self.W_R(kept).view(-1, self.heads, self.key).transpose(0, 1)
        of_distances = (q + self.v) @ r.transpose(1, 2)
        # Row i holds distances -(n - 1) to n - 1; that of key j is j - i.
        ones = torch.arange(n, device=x.device)
        at = (ones[None, :] - ones[:, None] + n - 1).expand(*of_distances.shape[:2], n, n)
        logits: Tensor = (q + self.u) @ k.transpose(2, 3) + of_distances.gather(3, at)
        return logits.softmax(dim=-1)

    def forward(
        self, x: Float[Tensor, "batch n width"], basis: Float[Tensor, "distances features"]
    ) -> Float[Tensor, "batch n width"]:
        """Return what the heads say together."""
        A = functional.dropout(self.weights(x, basis), self.dropout, self.training)
        found: Tensor = self.W_O((A @ self._heads(self.W_V(x))).transpose(1, 2).flatten(2))
        return found

    def _heads(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)


class Layer(nn.Module):
    """``y = x + attention(norm(x))``, then ``y + W_2 relu(W_1 norm(y))``."""

    def __init__(self, width: int, attention: Callable[[], RelativeAttention], dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = dropout
        self.attention_norm = nn.LayerNorm(width)
        self.attention = attention()
        self.feed_forward_norm = nn.LayerNorm(width)
        self.W_1 = nn.Linear(width, 2 * width)
        self.W_2 = nn.Linear(2 * width, width)

    def forward(
        self, x: Float[Tensor, "batch n width"], basis: Float[Tensor, "distances features"]
    ) -> Float[Tensor, "batch n width"]:
        """Return the layer's output."""
        x = x + self._kept(self.attention(self.attention_norm(x), basis))
        hidden = self._kept(self.W_1(self.feed_forward_norm(x))).relu()
        return x + self._kept(self.W_2(hidden))

    def _kept(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, self.training)
