"""Vectors of words that an encoder reads beside its embeddings: what a word is like, whatever pieces it is cut into.

    x_i = sqrt(d_model) E[t_i] + PE_i + c P^T v_w(i)

t_i is the subword at place i, w(i) the word that it is of, v_w [size] that word's vector, given and never trained, P
[size, d_model] a map that is trained, zero at first, c `LOUD`; a subword of no known word has nothing on top. In
training a share of the known words loses its own embedding, so that the vector alone tells it, and half of those have
that of another word's subword in its place, so that the vector is believed against a piece that misleads. (Ours;
features beside a word's embedding: Sennrich and Haddow 2016.)
"""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from babelix.transformer.words import LOUD, Words

_MISLED = 0.5


class WordInput(nn.Module):
    """V [words, size], which stands still, and P [size, d_model]; `alone` is the share that loses its embedding."""

    def __init__(self, words: Words, d_model: int, *, alone: float = 0.0) -> None:
        super().__init__()
        self.numbers, self.alone = words.numbers, alone
        self.V = nn.Parameter(torch.zeros(words.shape), requires_grad=False)
        self.P = nn.Parameter(torch.zeros(words.size, d_model))

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        own: Callable[[Int[Tensor, "batch source"]], Float[Tensor, "batch source d_model"]],
    ) -> Float[Tensor, "batch source d_model"]:
        """Return what comes on top of the embeddings of `source`, which `own` gives."""
        numbers = torch.from_numpy(self.numbers(source.cpu().numpy())).to(source.device)
        rows, at = numbers.nonzero(as_tuple=True)
        beside = LOUD * (self.V[numbers[rows, at] - 1] @ self.P)
        found = beside.new_zeros(*source.shape, self.P.shape[1]).index_put((rows, at), beside)
        if not self.training or self.alone == 0 or len(rows) == 0:
            return found
        word = _begins(rows, at, numbers[rows, at]).cumsum(0) - 1
        chance = torch.rand(2, int(word[-1]) + 1, device=source.device)
        gone = (chance[0] < self.alone)[word]
        misled = gone & (chance[1] < _MISLED)[word]

        def at_words(values: Tensor) -> Tensor:
            return torch.zeros_like(source).to(values.dtype).index_put((rows, at), values)

        found = found - at_words(gone.to(found.dtype))[..., None] * own(source)
        if misled.any():
            others = source[rows, at][torch.randperm(len(rows), device=source.device)]
            found = found + at_words(misled.to(found.dtype))[..., None] * own(at_words(others))
        return found


def _begins(
    rows: Int[Tensor, " subwords"], at: Int[Tensor, " subwords"], words: Int[Tensor, " subwords"]
) -> Int[Tensor, " subwords"]:
    """Return 1 at each subword that is the first of its word, as far as can be seen, else 0."""
    begins = torch.ones_like(rows)
    same = (rows[1:] == rows[:-1]) & (words[1:] == words[:-1]) & (at[1:] == at[:-1] + 1)
    begins[1:] = (~same).to(rows.dtype)
    return begins
