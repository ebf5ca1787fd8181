"""The whole model (Vaswani et al. 2017, figure 1)."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from babelix.attention import Cache, LearnedPositions, SinusoidalPositions, causal_mask, padding_mask
from babelix.transformer.dropout import Dropout
from babelix.transformer.layers import DecoderLayer, EncoderLayer
from babelix.transformer.word_input import WordInput


@dataclass(frozen=True)
class Attentions:
    """Attention weights of every layer, each (batch, heads, queries, keys); rows sum to 1."""

    encoder: list[Tensor]
    decoder: list[Tensor]
    cross: list[Tensor]


class Transformer(nn.Module):
    """Encoder and decoder over one shared vocabulary.

    Source embedding, target embedding and output projection are one matrix E (section 3.4); embeddings are scaled
    by sqrt(d_model). `max_length` is the number of learned positions; None means sinusoids. Pre-norm stacks end
    with one more LayerNorm, without which their output would never be normalised. `words` are vectors that the encoder
    reads beside its embeddings.
    """

    def __init__(
        self,
        vocabulary: int,
        *,
        d_model: int,
        d_ff: int,
        heads: int,
        encoder_layers: int,
        decoder_layers: int,
        dropout: float,
        d_k: int | None = None,
        d_v: int | None = None,
        pre_norm: bool = False,
        max_length: int | None = None,
        padding: int = 0,
        words: WordInput | None = None,
    ) -> None:
        super().__init__()
        self.padding, self.max_length, self.words = padding, max_length, words
        self.E = nn.Embedding(vocabulary, d_model)
        nn.init.normal_(self.E.weight, std=d_model**-0.5)
        self.positions: SinusoidalPositions | LearnedPositions = (
            SinusoidalPositions(d_model) if max_length is None else LearnedPositions(d_model, max_length)
        )
        self.scale = math.sqrt(d_model)
        self.dropout = Dropout(dropout)
        shape: dict[str, Any] = {
            "heads": heads,
            "dropout": dropout,
            "d_k": d_k,
            "d_v": d_v,
            "pre_norm": pre_norm,
        }
        self.encoder = nn.ModuleList(EncoderLayer(d_model, d_ff, **shape) for _ in range(encoder_layers))
        self.decoder = nn.ModuleList(DecoderLayer(d_model, d_ff, **shape) for _ in range(decoder_layers))
        self.encoder_norm = nn.LayerNorm(d_model) if pre_norm else nn.Identity()
        self.decoder_norm = nn.LayerNorm(d_model) if pre_norm else nn.Identity()
        self.scored = (
            nn.Identity()
        )  # where what E is multiplied with may be looked at, as with any linear map

    def embed(
        self,
        tokens: Int[Tensor, "batch length"],
        start: int = 0,
        beside: Float[Tensor, "batch length d_model"] | None = None,
    ) -> Float[Tensor, "batch length d_model"]:
        """Return sqrt(d_model) E[tokens] + PE, the first token standing at position `start`, and `beside` on top."""
        x: Tensor = self._own(tokens) + self.positions(start, tokens.shape[1])
        out: Tensor = self.dropout(x if beside is None else x + beside)
        return out

    def _own(self, tokens: Int[Tensor, "batch length"]) -> Float[Tensor, "batch length d_model"]:
        found: Tensor = self.E(tokens) * self.scale
        return found

    def encode(
        self,
        source: Int[Tensor, "batch source"],
        weights: list[Tensor] | None = None,
        states: list[Tensor] | None = None,
    ) -> tuple[Float[Tensor, "batch source d_model"], Bool[Tensor, "batch 1 1 source"]]:
        """Return the encoder's output and the mask of its real positions.

        What is given as `weights` gets the attention weights of every layer, `states` what every layer gives.
        """
        mask = padding_mask(source, self.padding)
        x = self.encode_below(source, len(self.encoder), weights, states)
        return self.encoder_norm(x), mask

    def encode_below(
        self,
        source: Int[Tensor, "batch source"],
        layers: int,
        weights: list[Tensor] | None = None,
        states: list[Tensor] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return what the encoder's first `layers` layers make of the source, before the norm above them all."""
        mask = padding_mask(source, self.padding)
        x = self.embed(source, beside=None if self.words is None else self.words(source, self._own))
        for layer in self.encoder[:layers]:
            x = layer(x, mask, weights)
            if states is not None:
                states.append(x)
        return x

    def project_memory(self, memory: Float[Tensor, "batch source d_model"]) -> list[Cache]:
        """Return every decoder layer's keys and values of the encoder's output: computed once a sentence."""
        return [layer.cross_attention.project(memory) for layer in self.decoder]  # type: ignore[union-attr, operator]

    def decode(
        self,
        target: Int[Tensor, "batch target"],
        memory: list[Cache],
        memory_mask: Bool[Tensor, "batch 1 1 source"],
        *,
        past: list[Cache] | None = None,
        weights: list[Tensor] | None = None,
        cross_weights: list[Tensor] | None = None,
        beside: Float[Tensor, "batch target d_model"] | None = None,
    ) -> tuple[Float[Tensor, "batch target d_model"], list[Cache]]:
        """Return the decoder's output at every target position, and the keys and values so far.

        With `past` the target continues what was decoded before (one token at a time); without it, the target is
        read from its start under the causal mask. What stands `beside` its tokens is added to their embeddings.
        """
        start = past[0].K.shape[2] if past else 0
        length = target.shape[1]
        mask = causal_mask(start + length, target.device)[start:] if length > 1 else None
        x = self.embed(target, start, beside)
        present = []
        for i, layer in enumerate(self.decoder):
            x, cache = layer(
                x,
                past[i] if past else None,
                memory=memory[i],
                mask=mask,
                memory_mask=memory_mask,
                weights=weights,
                cross_weights=cross_weights,
            )
            present.append(cache)
        return self.decoder_norm(x), present

    def logits(
        self, h: Float[Tensor, "*batch d_model"], first: int | None = None
    ) -> Float[Tensor, "*batch vocabulary"]:
        """Return the scores of every next token, or of the `first` so many ids alone: h E^T."""
        return nn.functional.linear(self.scored(h), self.E.weight[:first])

    def hidden(
        self,
        source: Int[Tensor, "batch source"],
        target: Int[Tensor, "batch target"],
        *,
        states: list[Tensor] | None = None,
    ) -> Float[Tensor, "batch target d_model"]:
        """Return the decoder's output for a given target: what the loss multiplies by E; `states` as in `encode`."""
        memory, mask = self.encode(source, states=states)
        out, _ = self.decode(target, self.project_memory(memory), mask)
        return out

    def forward(
        self, source: Int[Tensor, "batch source"], target: Int[Tensor, "batch target"]
    ) -> Float[Tensor, "batch target vocabulary"]:
        """Return next-token scores at every target position; `target` begins with the start token."""
        return self.logits(self.hidden(source, target))

    @torch.no_grad()
    def attentions(
        self, source: Int[Tensor, "batch source"], target: Int[Tensor, "batch target"]
    ) -> Attentions:
        """Return the attention weights of every layer and head for a given pair."""
        found = Attentions([], [], [])
        memory, mask = self.encode(source, found.encoder)
        self.decode(
            target, self.project_memory(memory), mask, weights=found.decoder, cross_weights=found.cross
        )
        return found
