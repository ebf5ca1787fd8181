"""A decoder that is told where it stands: beside each token it reads the encoder's output at the next word.

    x_i = sqrt(d_model) E[y_i] + PE_i + H[w_i],   w_i = how many words y_1 ... y_i have said

H is the mean of the encoder's output over the subwords of a word, and that at the end token after the last. It is a
cross-attention that need not be learned, for targets that say one word of the source after the other, as trees do.
"""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from babelix.attention import Cache
from babelix.decoding import PerSentence
from babelix.transformer.model import Attentions, Transformer


class Pointer:
    """What begins a word of the source and what says one, by id.

    `begins` names the source ids with which a word begins, the end token among them; `says` the target ids that say one
    word each.
    """

    def __init__(self, begins: Bool[Tensor, " vocabulary"], says: Bool[Tensor, " vocabulary"]) -> None:
        self._begins, self._says = begins, says

    def words(
        self, memory: Float[Tensor, "batch source d_model"], source: Int[Tensor, "batch source"], padding: int
    ) -> Float[Tensor, "batch words d_model"]:
        """Return H: the mean of the encoder's output over each word."""
        begins = self._begins.to(source.device)[source]
        number = begins.long().cumsum(1) - 1
        count = int(number.max()) + 1
        belongs = number[:, None] == torch.arange(count, device=source.device)[None, :, None]
        belongs = (belongs & (source != padding)[:, None]).to(memory.dtype)
        return belongs @ memory / belongs.sum(2, keepdim=True).clamp(min=1)

    def said(self, tokens: Int[Tensor, "*batch"]) -> Int[Tensor, "*batch"]:
        """Return 1 for each token that says a word, else 0."""
        return self._says.to(tokens.device)[tokens].long()

    def beside(
        self, words: Float[Tensor, "batch words d_model"], places: Int[Tensor, "batch target"]
    ) -> Float[Tensor, "batch target d_model"]:
        """Return H at each of the `places`, the last word's where there are no so many."""
        last = words.shape[1] - 1
        return words.gather(1, places.clamp(max=last)[:, :, None].expand(-1, -1, words.shape[2]))

    def hidden(
        self, model: Transformer, source: Int[Tensor, "batch source"], target: Int[Tensor, "batch target"]
    ) -> Float[Tensor, "batch target d_model"]:
        """Return the decoder's output for a given target, each of its tokens beside the word that is next after it."""
        memory, mask = model.encode(source)
        beside = self.beside(self.words(memory, source, model.padding), self.said(target).cumsum(1))
        out, _ = model.decode(target, model.project_memory(memory), mask, beside=beside)
        return out

    @torch.no_grad()
    def attentions(
        self, model: Transformer, source: Int[Tensor, "batch source"], target: Int[Tensor, "batch target"]
    ) -> Attentions:
        """Return the attention weights of every layer and head for a given pair."""
        found = Attentions([], [], [])
        memory, mask = model.encode(source, found.encoder)
        beside = self.beside(self.words(memory, source, model.padding), self.said(target).cumsum(1))
        model.decode(
            target,
            model.project_memory(memory),
            mask,
            weights=found.decoder,
            cross_weights=found.cross,
            beside=beside,
        )
        return found


class Pointing(NamedTuple):
    """What a search carries from token to token: all batch first, so that it may be gathered."""

    memory: PerSentence
    """Every decoder layer's keys and values of the encoder's output, the mask of its real positions, and H."""
    past: list[Cache] | None
    places: Int[Tensor, " batch"]


class PointingStep:
    """Feeds one token a sentence at a time, beside the next word, and returns the log-probabilities of the next.

    Only the first `said` ids of the vocabulary are ever said.
    """

    def __init__(self, model: Transformer, pointer: Pointer, said: int) -> None:
        self._model, self._pointer, self._said = model, pointer, said

    @torch.no_grad()
    def start(self, source: Int[Tensor, "batch source"]) -> Pointing:
        """Encode `source` once and return the state before the first token."""
        memory, mask = self._model.encode(source)
        words = self._pointer.words(memory, source, self._model.padding)
        return Pointing(
            PerSentence((self._model.project_memory(memory), mask, words)),
            None,
            torch.zeros(len(source), dtype=torch.long, device=source.device),
        )

    @torch.no_grad()
    def __call__(
        self, tokens: Int[Tensor, " batch"], state: Pointing
    ) -> tuple[Float[Tensor, "batch vocabulary"], Pointing]:
        """Return log P(next | source, prefix) after reading `tokens`, and the state that includes them."""
        memory, mask, words = state.memory.value
        places = state.places + self._pointer.said(tokens)
        beside = self._pointer.beside(words, places[:, None])
        h, past = self._model.decode(tokens[:, None], memory, mask, past=state.past, beside=beside)
        log_probs = self._model.logits(h[:, -1], self._said).float().log_softmax(-1)
        return log_probs, Pointing(state.memory, past, places)
