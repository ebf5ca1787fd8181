"""The Transformer as the step a search asks for."""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from babelix.attention import Cache
from babelix.attention.multi_head import MultiHeadAttention
from babelix.decoding import PerSentence
from babelix.transformer.model import Transformer


class Decoding(NamedTuple):
    """What a search carries from token to token: all batch first, so that it may be gathered."""

    memory: PerSentence
    """Every decoder layer's keys and values of the encoder's output, and the mask of its real positions."""
    past: list[Cache] | None
    tokens: Int[Tensor, "batch so_far"] | None


class TransformerStep:
    """Feeds one token a sentence at a time and returns the log-probabilities of the next.

    With `cache` the keys and values of earlier tokens are kept; without it the whole prefix is decoded again at
    every step, which is slower and gives the same answer. Where only the first `said` ids of the vocabulary are ever
    said, probabilities are of those alone.
    """

    def __init__(self, model: Transformer, *, cache: bool = True, said: int | None = None) -> None:
        self._model, self._cache, self._said = model, cache, said

    @torch.no_grad()
    def start(self, source: Int[Tensor, "batch source"]) -> Decoding:
        """Encode `source` once and return the state before the first token."""
        memory, mask = self._model.encode(source)
        return Decoding(PerSentence((self._model.project_memory(memory), mask)), None, None)

    def row_bytes(self, source: int, target: int) -> int:
        """Return the bytes of one row's state after `target` tokens, of a sentence of `source` tokens.

        They are the keys and values that every decoder layer has of both, in float32.
        """
        cached = target if self._cache else 0
        return 4 * sum(
            (source if name.endswith("cross_attention") else cached)
            * (part.W_K.out_features + part.W_V.out_features)
            for name, part in self._model.decoder.named_modules()
            if isinstance(part, MultiHeadAttention)
        )

    @torch.no_grad()
    def __call__(
        self, tokens: Int[Tensor, " batch"], state: Decoding
    ) -> tuple[Float[Tensor, "batch vocabulary"], Decoding]:
        """Return log P(next | source, prefix) after reading `tokens`, and the state that includes them."""
        new = tokens[:, None]
        memory, mask = state.memory.value
        if self._cache:
            h, past = self._model.decode(new, memory, mask, past=state.past)
            state = state._replace(past=past)
        else:
            prefix = new if state.tokens is None else torch.cat([state.tokens, new], dim=1)
            h, _ = self._model.decode(prefix, memory, mask)
            state = state._replace(tokens=prefix)
        return self._model.logits(h[:, -1], self._said).float().log_softmax(-1), state
