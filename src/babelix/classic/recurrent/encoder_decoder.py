"""A recurrent encoder and decoder (Cho et al. 2014), with additive attention or without (Bahdanau et al. 2015).

    h_j = [GRU forwards; GRU backwards](x_1 ... x_T)_j                     annotations, section 3.2
    s_0 = tanh(W_s h_1 backwards)                                          appendix A.2.2
    c_i = sum_j alpha_ij h_j,  or [h_T forwards; h_1 backwards] for all i  section 3.1; without attention, section 2.1
    s_i = GRU([y_{i-1}; c_i], s_{i-1})
    t_i = tanh(U_o s_i + V_o y_{i-1} + C_o c_i),  p(y_i) = softmax(E t_i)

Where we differ: t_i is a layer of tanh and not of maxout, over s_i and not s_{i-1}; E is the matrix of source and
target embeddings too, scaled as the Transformer's is, so that both are compared on the same terms; the cell is torch's,
whose reset gate stands after the recurrent product.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from babelix.classic.recurrent.alignment import Alignment


class Annotations(NamedTuple):
    """A source as the decoder sees it: h, U_a h (h itself without attention), and where there are words; batch first.

    `pooled` is what there is to see of it without attention.
    """

    h: Tensor
    compared: Tensor
    mask: Tensor
    pooled: Tensor


class EncoderDecoder(nn.Module):
    """One bidirectional layer that reads, one that writes, both `hidden` wide; embeddings of `d_model`."""

    max_length = None

    def __init__(
        self,
        vocabulary: int,
        *,
        d_model: int,
        hidden: int,
        dropout: float,
        attention: bool = True,
        padding: int = 0,
    ) -> None:
        super().__init__()
        self.padding, self.hidden_width = padding, hidden
        self.E = nn.Embedding(vocabulary, d_model)
        nn.init.normal_(self.E.weight, std=d_model**-0.5)
        self.scale = math.sqrt(d_model)
        self.dropout = nn.Dropout(dropout)
        self.encoder = nn.GRU(d_model, hidden, batch_first=True, bidirectional=True)
        self.alignment = Alignment(hidden, 2 * hidden, hidden) if attention else None
        self.W_s = nn.Linear(hidden, hidden)
        self.cell = nn.GRUCell(d_model + 2 * hidden, hidden)
        self.output = nn.Linear(3 * hidden + d_model, d_model)  # U_o, C_o and V_o side by side

    def embed(self, tokens: Int[Tensor, "*batch"]) -> Float[Tensor, "*batch d_model"]:
        """Return sqrt(d_model) E[tokens]."""
        x: Tensor = self.dropout(self.E(tokens) * self.scale)
        return x

    def encode(
        self, source: Int[Tensor, "batch source"]
    ) -> tuple[Annotations, Float[Tensor, "batch hidden"]]:
        """Return the annotations of every source, padded at its end, and s_0."""
        mask = source != self.padding
        # The backward layer begins at the last word of each, not in its padding.
        packed = pack_padded_sequence(
            self.embed(source), mask.sum(1).cpu(), batch_first=True, enforce_sorted=False
        )
        states, last = self.encoder(packed)
        h, _ = pad_packed_sequence(states, batch_first=True, total_length=source.shape[1])
        compared = h if self.alignment is None else self.alignment.U_a(h)
        return Annotations(h, compared, mask, torch.cat([last[0], last[1]], 1)), torch.tanh(self.W_s(last[1]))

    def write(
        self, y: Float[Tensor, "batch d_model"], source: Annotations, s: Float[Tensor, "batch hidden"]
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """Return s_i, c_i, and alpha_i where there is attention, after the embedding y_{i-1}."""
        c, alpha = source.pooled, None
        if self.alignment is not None:
            c, alpha = self.alignment(s, source.h, source.compared, source.mask)
        s = self.cell(torch.cat([y, c], 1), s)
        return s, c, alpha

    def said(self, y: Tensor, s: Tensor, c: Tensor) -> Float[Tensor, "*batch d_model"]:
        """Return t_i, whose products with E are the scores of the next token."""
        t: Tensor = self.dropout(torch.tanh(self.output(torch.cat([s, c, y], -1))))
        return t

    def hidden(
        self, source: Int[Tensor, "batch source"], target: Int[Tensor, "batch target"]
    ) -> Float[Tensor, "batch target d_model"]:
        """Return t_i for a given target, which begins with the start token: what the loss multiplies by E."""
        annotations, s = self.encode(source)
        y = self.embed(target)
        states, contexts = [], []
        for i in range(target.shape[1]):
            s, c, _ = self.write(y[:, i], annotations, s)
            states.append(s)
            contexts.append(c)
        return self.said(y, torch.stack(states, 1), torch.stack(contexts, 1))

    def logits(
        self, h: Float[Tensor, "*batch d_model"], first: int | None = None
    ) -> Float[Tensor, "*batch vocabulary"]:
        """Return the scores of every next token, or of the `first` so many ids alone: t E^T."""
        return nn.functional.linear(h, self.E.weight[:first])

    @torch.no_grad()
    def alignments(
        self, source: Int[Tensor, "batch source"], target: Int[Tensor, "batch target"]
    ) -> Float[Tensor, "batch target source"] | None:
        """Return alpha for a given pair; None without attention."""
        annotations, s = self.encode(source)
        found = []
        for y in self.embed(target).unbind(1):
            s, _, alpha = self.write(y, annotations, s)
            found.append(alpha)
        return None if self.alignment is None else torch.stack(found, 1)  # type: ignore[arg-type]
