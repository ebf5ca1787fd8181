"""Nets that read words and predict the next: what they read becomes h, and p = softmax(E h + b) over the vocabulary.

    bag of words     h_t = tanh(W mean(x_{t-k+1} ... x_t) + c)             order does not count
    fixed context    h_t = tanh(W [x_{t-k+1}; ...; x_t] + c)               (Bengio et al. 2003, section 2)
    recurrent        h_t = tanh(W x_t + U h_{t-1} + c), LSTM or GRU        (Elman 1990; Hochreiter and Schmidhuber 1997;
                                                                            Cho et al. 2014), truncated in time
    Transformer      causal self-attention over what stands before         (Vaswani et al. 2017, the decoder alone)

A net reads a stream piece by piece and hands on a state: what a recurrent net remembers, as numbers, or the last words
that the others look back on.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from babelix.attention.masks import causal_mask
from babelix.attention.multi_head import MultiHeadAttention
from babelix.attention.positions import SinusoidalPositions
from babelix.base.errors import RequestError

Kind = Literal["bag-of-words", "fixed-context", "rnn", "lstm", "gru", "transformer"]
KINDS: tuple[Kind, ...] = get_args(Kind)
RECURRENT = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


@dataclass(frozen=True)
class Shape:
    """A net: `width` of its embeddings and of h, `hidden` of what lies between, `layers`, words of `window`.

    A recurrent net's window is not used, a window net has one layer. `tied`: E is the matrix of the embeddings.
    """

    kind: Kind
    vocabulary: int
    width: int
    hidden: int
    layers: int = 1
    window: int = 5
    heads: int = 4
    dropout: float = 0.0
    tied: bool = False


class NextWord(nn.Module):
    """A net of some `shape`; E stands in `output` unless it is tied, b in `bias`."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        if shape.kind not in KINDS:
            raise RequestError(f"model.kind {shape.kind!r}: expected one of {', '.join(KINDS)}")
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.body = _body(shape)
        self.dropout = nn.Dropout(shape.dropout)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        if not shape.tied:
            self.output = nn.Parameter(torch.empty(shape.vocabulary, shape.width).uniform_(-0.1, 0.1))
        self.carried: Tensor | None

    def carry(self, batch: int) -> None:
        """Remember the state of so many streams in a buffer, which checkpoints keep: training goes on from it."""
        self.register_buffer("carried", self.begin(batch))

    def begin(self, batch: int) -> Tensor:
        """Return the state before the first word of `batch` streams."""
        device, shape = self.embedding.weight.device, self.shape
        if shape.kind in RECURRENT:
            return torch.zeros(
                2 if shape.kind == "lstm" else 1, shape.layers, batch, shape.hidden, device=device
            )
        return torch.zeros(batch, shape.window - 1, dtype=torch.long, device=device)

    def forward(
        self, words: Int[Tensor, "batch time"], state: Tensor
    ) -> tuple[Float[Tensor, "batch time width"], Tensor]:
        """Return h at each word and the state after the last, which carries no gradients."""
        h, state = self.body(self.embedding, self.dropout, words, state)
        return self.dropout(h), state.detach()

    @property
    def E(self) -> Float[Tensor, "vocabulary width"]:
        """The output matrix, whose rows are those of the embedding where it is tied."""
        return self.embedding.weight if self.shape.tied else self.output

    def log_probabilities(self, h: Float[Tensor, "rows width"]) -> Float[Tensor, "rows vocabulary"]:
        """Return log p of every next word."""
        return nn.functional.linear(h, self.E, self.bias).float().log_softmax(-1)


def _body(shape: Shape) -> nn.Module:
    if shape.kind in RECURRENT:
        return Recurrent(shape)
    return Attending(shape) if shape.kind == "transformer" else Windowed(shape)


class Recurrent(nn.Module):
    """Layers of one kind of cell, and a projection to the width of h where theirs is another."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        dropout = shape.dropout if shape.layers > 1 else 0.0
        self.cells = RECURRENT[shape.kind](
            shape.width, shape.hidden, shape.layers, batch_first=True, dropout=dropout
        )
        same = shape.hidden == shape.width
        self.projection: nn.Module = nn.Identity() if same else nn.Linear(shape.hidden, shape.width)

    def forward(
        self, embedding: nn.Module, dropout: nn.Module, words: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Read on from `state`: hidden values, those of an LSTM's cells after them."""
        before = (state[0], state[1]) if len(state) == 2 else state[0]
        h, after = self.cells(dropout(embedding(words)), before)
        return self.projection(h), torch.stack(after) if isinstance(after, tuple) else after[None]


class Windowed(nn.Module):
    """One hidden layer over the last words: side by side, or their mean."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.window, self.ordered = shape.window, shape.kind == "fixed-context"
        read = shape.width * (shape.window if self.ordered else 1)
        self.W = nn.Linear(read, shape.hidden)
        same = shape.hidden == shape.width
        self.projection: nn.Module = nn.Identity() if same else nn.Linear(shape.hidden, shape.width)

    def forward(
        self, embedding: nn.Module, dropout: nn.Module, words: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Read with the words of `state` before; return the last words as the next state."""
        read = torch.cat([state, words], 1)
        x = dropout(embedding(read)).unfold(1, self.window, 1)  # [batch, time, width, window]
        x = x.transpose(2, 3).flatten(2) if self.ordered else x.mean(3)
        return self.projection(torch.tanh(self.W(x))), read[:, read.shape[1] - self.window + 1 :]


class Attending(nn.Module):
    """Layers of causal self-attention, normalised before each sub-layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.window = shape.window
        self.positions = SinusoidalPositions(shape.width)
        self.layers = nn.ModuleList([Layer(shape) for _ in range(shape.layers)])
        self.norm = nn.LayerNorm(shape.width)

    def forward(
        self, embedding: nn.Module, dropout: nn.Module, words: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Read with the words of `state` before, so that the first of a piece has as many to look at."""
        read = torch.cat([state, words], 1)
        x = embedding(read)
        x = x * x.shape[-1] ** 0.5
        x = dropout(x + self.positions(0, read.shape[1]))
        mask = causal_mask(read.shape[1], x.device)
        for layer in self.layers:
            x = layer(x, mask, dropout)
        h = self.norm(x)[:, state.shape[1] :]
        return h, read[:, read.shape[1] - self.window + 1 :]


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each added to what it reads."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(shape.width, shape.heads)
        self.W_1, self.W_2 = nn.Linear(shape.width, shape.hidden), nn.Linear(shape.hidden, shape.width)
        self.norm_1, self.norm_2 = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)

    def forward(self, x: Tensor, mask: Tensor, dropout: nn.Module) -> Tensor:
        """Return what the layer makes of x [batch, time, width]."""
        y = self.norm_1(x)
        x = x + dropout(self.attention(y, self.attention.project(y), mask)[0])
        added: Tensor = self.W_2(self.W_1(self.norm_2(x)).relu())
        out: Tensor = x + dropout(added)
        return out
