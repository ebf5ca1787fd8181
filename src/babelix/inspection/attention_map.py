"""Attention as every model hands it over: plain numbers, their tokens and what they mean. No torch.

A recurrent model with attention, a Transformer, Enformer or somebody else's model all give an `AttentionMap`;
pages, figures and statistics read nothing else. Tokens are labels: words, word pieces, bases or bins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from jaxtyping import Float32

from babelix.base.errors import RequestError, did_you_mean

Kind = Literal["encoder", "decoder", "cross"]
KINDS: tuple[Kind, ...] = get_args(Kind)

ROW_TOLERANCE = 1e-5
"""How far the sum of a row may lie from 1."""


@dataclass(frozen=True, eq=False)
class AttentionMap:
    """The weights of all layers and heads of one attention, `weights[layer, head, query, key]`.

    Every row is a distribution over keys. Raises `RequestError` when a shape does not fit its labels, a
    weight is negative or not finite, a row does not sum to 1 within 1e-5, or a causal map looks ahead.
    """

    weights: np.ndarray
    """Shape [layers, heads, queries, keys]; any real numbers, kept as float32."""
    queries: tuple[str, ...]
    """Labels of the tokens that attend, in order."""
    keys: tuple[str, ...]
    """Labels of the tokens attended to, in order."""
    kind: Kind
    """`encoder` and `decoder`: a text attends to itself; `cross`: a target attends to its source."""
    causal: bool = False
    """True when query i can see keys 0..i only."""
    generated_from: int | None = None
    """Index of the first query that the model wrote itself; None when all were given."""
    model: str = ""
    """Name of the model, as the reader should see it."""
    note: str = ""
    """Anything a reader must know, in a sentence (weights trained here, layers left out)."""
    layer_numbers: tuple[int, ...] = ()
    """The model's own number of each layer, from 0; filled in when empty."""
    layers_known: bool = True
    """False when the layers' own numbers are unknown: theirs only count them, and there may be others in between."""
    head_numbers: tuple[int, ...] = ()
    """The model's own number of each head, from 0; filled in when empty."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", np.asarray(self.weights, dtype=np.float32))
        object.__setattr__(self, "queries", tuple(self.queries))
        object.__setattr__(self, "keys", tuple(self.keys))
        self._check_shape()
        layers, heads = self.weights.shape[:2]
        for name, count in (("layer_numbers", layers), ("head_numbers", heads)):
            numbers = tuple(getattr(self, name)) or tuple(range(count))
            if len(numbers) != count:
                raise RequestError(f"{self._name()}: expected {count} {name}, got {len(numbers)}")
            object.__setattr__(self, name, numbers)
        self._check_weights()

    def _name(self) -> str:
        return f"{self.kind} attention of {self.model or 'a model'}"

    def _check_shape(self) -> None:
        if self.kind not in KINDS:
            raise RequestError(
                f"unknown kind of attention {self.kind!r}{did_you_mean(self.kind, KINDS)}; "
                f"known: {', '.join(KINDS)}"
            )
        shape = self.weights.shape
        if len(shape) != 4 or 0 in shape:
            raise RequestError(
                f"{self._name()}: expected weights of shape [layers, heads, queries, keys] with nothing "
                f"empty, got {list(shape)}"
            )
        if shape[2:] != (len(self.queries), len(self.keys)):
            raise RequestError(
                f"{self._name()}: expected {shape[2]} query and {shape[3]} key labels to fit weights of "
                f"shape {list(shape)}, got {len(self.queries)} and {len(self.keys)}"
            )
        for label in (*self.queries, *self.keys):
            if not isinstance(label, str):
                raise RequestError(f"{self._name()}: expected text as token labels, got {label!r}")
        if self.kind != "cross" and self.queries != self.keys:
            raise RequestError(
                f"{self._name()}: expected the same tokens as queries and keys, got different ones; "
                "attention between two texts is of kind 'cross'"
            )
        if self.causal and self.kind == "cross":
            raise RequestError(f"{self._name()}: expected causal attention within one text, got kind 'cross'")
        if self.generated_from is not None and not 0 <= self.generated_from <= len(self.queries):
            raise RequestError(
                f"{self._name()}: expected generated_from between 0 and {len(self.queries)}, "
                f"got {self.generated_from}"
            )

    def _check_weights(self) -> None:
        # One head at a time: a map may fill half the memory already.
        for layer, head, weights in self:
            place = f"{self._name()}, layer {self.layer_numbers[layer]}, head {self.head_numbers[head]}"
            sums = weights.sum(axis=-1, dtype=np.float64)
            if not np.isfinite(sums).all():
                query = int(np.flatnonzero(~np.isfinite(sums))[0])
                raise RequestError(
                    f"{place}, query {query}: expected finite weights, got {sums[query]} as their sum"
                )
            if weights.min() < 0:
                raise RequestError(f"{place}: expected weights of at least 0, got {weights.min():g}")
            query = int(np.abs(sums - 1).argmax())
            if abs(sums[query] - 1) > ROW_TOLERANCE:
                raise RequestError(
                    f"{place}, query {query}: expected weights that sum to 1 within {ROW_TOLERANCE:g}, "
                    f"got {sums[query]:.6f}; give the weights after the softmax, without dropout or padding"
                )
            if self.causal and np.triu(weights, 1).any():
                query, key = (int(i) for i in np.argwhere(np.triu(weights, 1))[0])
                raise RequestError(
                    f"{place}: expected a causal map, got query {query} attending to the later key {key}; "
                    "give causal=False"
                )

    def __iter__(self) -> Iterator[tuple[int, int, Float32[np.ndarray, "queries keys"]]]:
        """Yield (layer, head, weights [queries, keys]) for every head, layer by layer."""
        for layer, heads in enumerate(self.weights):
            for head, weights in enumerate(heads):
                yield layer, head, weights

    @property
    def layers(self) -> int:
        """Number of layers."""
        return int(self.weights.shape[0])

    @property
    def heads(self) -> int:
        """Number of heads in each layer."""
        return int(self.weights.shape[1])

    def select(
        self, layers: Sequence[int] | None = None, heads: Sequence[int] | None = None
    ) -> "AttentionMap":
        """Return the map of some layers and heads only, named by the model's own numbers.

        Raises `RequestError` for a number the map does not have.
        """
        if layers is None and heads is None:
            return self
        rows = _places(self.layer_numbers, layers, "layer", self._name())
        columns = _places(self.head_numbers, heads, "head", self._name())
        return replace(
            self,
            weights=self.weights[np.ix_(rows, columns)],
            layer_numbers=tuple(self.layer_numbers[row] for row in rows),
            head_numbers=tuple(self.head_numbers[column] for column in columns),
        )


def _places(numbers: tuple[int, ...], wanted: Sequence[int] | None, word: str, name: str) -> list[int]:
    if wanted is None:
        return list(range(len(numbers)))
    if not wanted:
        raise RequestError(f"{name}: expected at least one {word}, got none")
    for number in wanted:
        if number not in numbers:
            raise RequestError(
                f"{name} has no {word} {number}; it has {word}s {', '.join(map(str, numbers))}"
            )
    return [numbers.index(number) for number in wanted]


@dataclass(frozen=True, eq=False)
class AttentionSet:
    """All attention of one text, or of one text and its translation: at most one map of each kind.

    The queries of a cross map may be labelled otherwise than those of the decoder (the word being chosen
    rather than the word being read), never more or fewer. Raises `RequestError` when there is no map, two
    of a kind, or a cross map that does not fit the others.
    """

    maps: tuple[AttentionMap, ...]
    title: str = ""
    """What the reader sees above it, usually the text itself."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "maps", tuple(self.maps))
        name = self.title or "a text"
        kinds = [one.kind for one in self.maps]
        if not kinds:
            raise RequestError(f"{name}: expected at least one attention map, got none")
        if len(set(kinds)) != len(kinds):
            raise RequestError(f"{name}: expected one attention map of each kind, got {', '.join(kinds)}")
        encoder, decoder, cross = (self.get(kind) for kind in KINDS)
        if cross and encoder and cross.keys != encoder.keys:
            raise RequestError(
                f"{name}: expected the encoder's tokens as keys of the cross attention, got others"
            )
        if cross and decoder and len(cross.queries) != len(decoder.queries):
            raise RequestError(
                f"{name}: expected as many cross-attention queries as decoder tokens, "
                f"{len(decoder.queries)}, got {len(cross.queries)}"
            )

    def get(self, kind: str) -> AttentionMap | None:
        """Return the map of this kind, or None."""
        return next((one for one in self.maps if one.kind == kind), None)
