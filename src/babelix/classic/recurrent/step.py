"""A recurrent translator as the step a search asks for."""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.decoding import PerSentence


class Writing(NamedTuple):
    """What a search carries from token to token: the annotations of each source, and s."""

    source: PerSentence
    s: Tensor


class RecurrentStep:
    """Feeds one token a sentence at a time and returns the log-probabilities of the next."""

    def __init__(self, model: EncoderDecoder) -> None:
        self._model = model

    @torch.no_grad()
    def start(self, source: Int[Tensor, "batch source"]) -> Writing:
        """Read `source` once and return the state before the first token."""
        annotations, s = self._model.encode(source)
        return Writing(PerSentence(annotations), s)

    def row_bytes(self, source: int, target: int) -> int:
        """Return the bytes of one row's state, of a sentence of `source` tokens; however long the `target`, it is one.

        They are annotations, what they are compared by, and s, in float32.
        """
        width = self._model.hidden_width
        return 4 * width * (source * 3 + 3)

    @torch.no_grad()
    def __call__(
        self, tokens: Int[Tensor, " batch"], state: Writing
    ) -> tuple[Float[Tensor, "batch vocabulary"], Writing]:
        """Return log P(next | source, prefix) after reading `tokens`, and the state that includes them."""
        y = self._model.embed(tokens)
        s, c, _ = self._model.write(y, state.source.value, state.s)
        t = self._model.said(y, s, c)
        return self._model.logits(t).float().log_softmax(-1), state._replace(s=s)
