"""Nets that read a short site, one-hot, and say which factor binds it: logits = W h + b.

logistic      h = the one-hot bases themselves
cnn           h_f = max over places of relu(filter f)             (Alipanahi et al. 2015, DeepBind)
lstm          h = the maximum over places of both directions      (Hochreiter and Schmidhuber 1997)
transformer   h = the mean over places of one layer's output      (Vaswani et al. 2017, section 3, pre-norm)
"""

from typing import Literal, get_args

import torch
from jaxtyping import Float
from torch import Tensor, nn

from babelix.attention.multi_head import MultiHeadAttention
from babelix.attention.positions import LearnedPositions

Kind = Literal["logistic", "cnn", "lstm", "transformer"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# So wide that the three nets have as many parameters, about 2,500 with five factors.
FILTERS, WIDTH = 48, 11
CELLS = 14
D_MODEL, D_FF, HEADS = 16, 36, 2


class Flat(nn.Module):
    """The bases themselves, one after the other."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.width = 4 * length

    def forward(self, x: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch width"]:
        """Return them."""
        return x.flatten(1)


class Convolution(nn.Module):
    """The largest value of each filter, as wide as sites of `length` bases allow, an odd number of them."""

    width = FILTERS

    def __init__(self, length: int) -> None:
        super().__init__()
        reach = min(WIDTH, length) - 1
        self.filters = nn.Conv1d(4, FILTERS, 2 * (reach // 2) + 1, padding=reach // 2)

    def forward(self, x: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch width"]:
        """Return it."""
        found: Tensor = torch.relu(self.filters(x.transpose(1, 2))).amax(2)
        return found


class Recurrence(nn.Module):
    """An LSTM in both directions, the largest value of each cell's output."""

    width = 2 * CELLS

    def __init__(self) -> None:
        super().__init__()
        self.cells = nn.LSTM(4, CELLS, batch_first=True, bidirectional=True)

    def forward(self, x: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch width"]:
        """Return it."""
        found: Tensor = self.cells(x)[0]
        return found.amax(1)


class Attending(nn.Module):
    """One layer of attention over the places."""

    width = D_MODEL

    def __init__(self, length: int) -> None:
        super().__init__()
        self.embedding = nn.Linear(4, D_MODEL)
        self.positions = LearnedPositions(D_MODEL, length)
        self.first, self.second, self.last = (nn.LayerNorm(D_MODEL) for _ in range(3))
        self.attention = MultiHeadAttention(D_MODEL, HEADS)
        self.between = nn.Sequential(nn.Linear(D_MODEL, D_FF), nn.ReLU(), nn.Linear(D_FF, D_MODEL))

    def forward(self, x: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch width"]:
        """Return the mean over the places."""
        y = self.embedding(x) + self.positions(0, x.shape[1])
        z = self.first(y)
        y = y + self.attention(z, self.attention.project(z))[0]
        y = y + self.between(self.second(y))
        found: Tensor = self.last(y).mean(1)
        return found

    def weights(self, x: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch heads length length"]:
        """Return what each place (rows) attends to."""
        z = self.first(self.embedding(x) + self.positions(0, x.shape[1]))
        weights: Tensor | None = self.attention(z, self.attention.project(z), weights=True)[1]
        assert weights is not None
        return weights


class SiteNet(nn.Module):
    """A net of some kind for sites of `length` bases and so many classes."""

    def __init__(self, kind: Kind, length: int, classes: int) -> None:
        super().__init__()
        self.body = _body(kind, length)
        self.head = nn.Linear(self.body.width, classes)

    def forward(self, x: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch classes"]:
        """Return the logits."""
        found: Tensor = self.head(self.body(x))
        return found


def _body(kind: Kind, length: int) -> "Flat | Convolution | Recurrence | Attending":
    if kind == "logistic":
        return Flat(length)
    if kind == "cnn":
        return Convolution(length)
    return Recurrence() if kind == "lstm" else Attending(length)
