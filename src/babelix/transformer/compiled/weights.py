"""A model's weights made ready for decoding: each product's in panels, Q, K and V in one.

They are kept in the fewest bytes in which they are what they are, to the bit: as whole numbers with a scale a column
(what `training.packing` packed and unpacked), as bfloat16 where the lower half of each is
zeros, in float32 otherwise. So what is narrower is faster, and says the same.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import nn

from babelix.attention.multi_head import MultiHeadAttention
from babelix.training.packing import packed_rows
from babelix.transformer.compiled import layout
from babelix.transformer.compiled.layout import PANEL
from babelix.transformer.model import Transformer

Floats = NDArray[np.float32]
Wholes = NDArray[np.int64]
_LINE = 16


class Ready(NamedTuple):
    """The weights in one array of words, of what kind its panels are, and the table that says what lies where."""

    weights: Floats
    table: Wholes
    kind: str = "float32"


def room(*shape: int) -> Floats:
    """Return room for floats that begins with a line of the cache; what is in it is left as it comes."""
    size = int(np.prod(shape))
    found = np.empty(size + _LINE, dtype=np.float32)
    begin = (-found.ctypes.data % 64) // 4
    return found[begin : begin + size]


def padded(width: int, to: int = PANEL) -> int:
    """Return the next multiple of `to`."""
    return -(-width // to) * to


class _WiderError(Exception):
    """Some matrix cannot be kept in so few bytes."""


def halves(matrix: Floats) -> NDArray[np.uint16] | None:
    """Return the upper halves of numbers, or None where a lower half is not zeros."""
    both = np.ascontiguousarray(matrix).view(np.uint16).reshape(*matrix.shape, 2)
    return None if both[..., 0].any() else both[..., 1]


def _float32_panels(matrix: Floats, bias: Floats) -> Floats:
    return _panels(_rows(matrix), bias)


def _bfloat16_panels(matrix: Floats, bias: Floats) -> Floats:
    upper = halves(matrix)
    if upper is None:
        raise _WiderError
    # The halves of a word are columns that are sixteen apart: each is one step from a vector of floats.
    laid = _rows(upper)
    return _panels(np.stack([laid[..., : PANEL // 2], laid[..., PANEL // 2 :]], axis=-1), bias)


def _int8_panels(matrix: Floats, bias: Floats) -> Floats:
    found = packed_rows(matrix.T)
    if found is None:
        raise _WiderError
    q, scale = found
    return _panels(_rows(q.T), np.stack([bias.reshape(-1, PANEL), scale.reshape(-1, PANEL)], axis=1))


def _rows(matrix: NDArray[Any]) -> NDArray[Any]:
    """Return a padded (inputs, outputs) as (panels, inputs, columns of a panel)."""
    inputs, outputs = matrix.shape
    return matrix.reshape(inputs, outputs // PANEL, PANEL).transpose(1, 0, 2)


def _panels(rows: NDArray[Any], heads: Floats) -> Floats:
    """Return panels, each behind its head, in words."""
    count = len(rows)
    laid = np.ascontiguousarray(rows).reshape(count, -1).view(np.float32)
    return np.concatenate([heads.reshape(count, -1), laid], axis=1)


_KINDS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "int8": _int8_panels,
    "uint16": _bfloat16_panels,
    "float32": _float32_panels,
}


class _Packer:
    """Puts weights one behind the other; each place begins a line of the cache. Those of products are of one kind."""

    def __init__(self, model: Transformer, kind: str) -> None:
        self._panels = _KINDS[kind]
        attention: Any = model.decoder[0].get_submodule("attention")
        d, heads = model.E.embedding_dim, attention.heads
        self.key, value = attention.W_Q.out_features // heads, attention.W_V.out_features // heads
        self.head = padded(max(self.key, value), 8)
        self.heads, self.d, self.d_pad = heads, d, padded(d)
        self.heads_pad = padded(heads * self.head)
        self._parts: list[Floats] = []
        self._size = 0

    def add(self, part: Floats) -> int:
        """Return where a part lies."""
        place, self._size = self._size, self._size + part.size
        self._parts.append(np.ascontiguousarray(part, dtype=np.float32).ravel())
        return place

    def all(self) -> Floats:
        """Return everything added."""
        found, place = room(self._size), 0
        for part in self._parts:
            found[place : place + part.size] = part
            place += part.size
        return found

    def panels(self, matrix: Floats, bias: Floats) -> int:
        """Add a product's padded (inputs, outputs) and its bias."""
        return self.add(self._panels(matrix, bias))

    def linear(self, linear: nn.Linear, into: int, out: int) -> int:
        """Add a linear map between widths padded to `into` and `out`."""
        matrix, bias = np.zeros((into, out), np.float32), np.zeros(out, np.float32)
        weight = _numbers(linear.weight)
        matrix[: weight.shape[1], : weight.shape[0]] = weight.T
        bias[: len(weight)] = _numbers(linear.bias) if linear.bias is not None else 0
        return self.panels(matrix, bias)

    def norm(self, norm: Any) -> int:
        """Add a norm's gain and bias; nothing for none."""
        both = np.zeros((2, self.d_pad), np.float32)
        if isinstance(norm, nn.LayerNorm):
            both[0, : self.d], both[1, : self.d] = _numbers(norm.weight), _numbers(norm.bias)
        return self.add(both)

    def into_heads(self, maps: list[nn.Linear]) -> int:
        """Add the maps into heads, side by side, as one."""
        matrix = np.zeros((self.d_pad, len(maps), self.heads_pad), np.float32)
        bias = np.zeros((len(maps), self.heads_pad), np.float32)
        for i, each in enumerate(maps):
            places = self._places(each.out_features)
            matrix[: self.d, i, places] = _numbers(each.weight).T
            bias[i, places] = _numbers(each.bias) if each.bias is not None else 0
        return self.panels(matrix.reshape(self.d_pad, -1), bias.ravel())

    def out_of_heads(self, linear: nn.Linear) -> int:
        """Add the map of all heads' values to the model's width."""
        matrix, bias = (
            np.zeros((self.heads_pad, self.d_pad), np.float32),
            np.zeros(self.d_pad, np.float32),
        )
        matrix[self._places(linear.in_features), : self.d] = _numbers(linear.weight).T
        bias[: self.d] = _numbers(linear.bias) if linear.bias is not None else 0
        return self.panels(matrix, bias)

    def _places(self, width: int) -> Wholes:
        """Return where the numbers of heads that are together `width` wide lie among the padded ones."""
        own = width // self.heads
        return (np.arange(self.heads)[:, None] * self.head + np.arange(own)).ravel()


def likely_kind(model: Transformer) -> str:
    """Return the kind of a model's weights, judged by one matrix: nearly always that of all."""
    layer: Any = model.decoder[0]
    matrix = _numbers(layer.attention.W_Q.weight)
    return "int8" if packed_rows(matrix) else "uint16" if halves(matrix) is not None else "float32"


def ready(model: Transformer) -> Ready:
    """Return a model's weights as they are now, made ready, of the narrowest kind that all of them are."""
    kinds = list(_KINDS)
    for kind in kinds[kinds.index(likely_kind(model)) : -1]:
        try:
            return _ready(model, kind)
        except _WiderError:
            continue
    return _ready(model, kinds[-1])


def _ready(model: Transformer, kind: str) -> Ready:
    packer = _Packer(model, kind)
    table = np.zeros(layout.LAYERS + layout.PARTS * (len(model.encoder) + len(model.decoder)), dtype=np.int64)
    widest: Any = model.decoder[0].get_submodule("feed_forward.W_1")
    ff = padded(widest.out_features)
    E = _numbers(model.E.weight)
    vocabulary = padded(len(E))
    table[: layout.EMBEDDINGS] = (
        *(packer.d, packer.d_pad, packer.heads, packer.head, packer.heads_pad, ff, len(E), vocabulary),
        *(len(model.encoder), len(model.decoder), isinstance(model.decoder_norm, nn.LayerNorm)),
    )
    table[layout.KEY] = packer.key
    embeddings, scores = (
        np.zeros((len(E), packer.d_pad), np.float32),
        np.zeros((packer.d_pad, vocabulary), np.float32),
    )
    with np.errstate(over="ignore"):  # what overflows is told by the search, as the step tells it
        embeddings[:, : packer.d], scores[: packer.d, : len(E)] = E * np.float32(model.scale), E.T
    beyond = np.zeros(vocabulary, np.float32)
    beyond[len(E) :] = -np.inf  # no token: never the likeliest, and nothing to the sum
    table[layout.EMBEDDINGS : layout.LOGITS + 1] = (
        packer.add(embeddings),
        packer.norm(model.encoder_norm),
        packer.norm(model.decoder_norm),
        packer.panels(scores, beyond),
    )
    for number, layer in enumerate([*model.encoder, *model.decoder]):
        table[layout.LAYERS + number * layout.PARTS :][: layout.PARTS] = _layer(packer, layer, ff)
    return Ready(packer.all(), table, kind)


def _layer(packer: _Packer, layer: Any, ff: int) -> list[int]:
    """Add a layer, nearly in the order in which a step reads it; return its places in the order of `layout`."""
    norms = [packer.norm(residual.norm) for residual in layer.residuals]
    own: MultiHeadAttention = layer.attention
    cross: MultiHeadAttention | None = layer.cross_attention if len(norms) == 3 else None
    of_source = packer.into_heads([cross.W_K, cross.W_V]) if cross else 0
    joined, out = packer.into_heads([own.W_Q, own.W_K, own.W_V]), packer.out_of_heads(own.W_O)
    asking, answer = (packer.into_heads([cross.W_Q]), packer.out_of_heads(cross.W_O)) if cross else (0, 0)
    wide = [
        packer.linear(layer.feed_forward.W_1, packer.d_pad, ff),
        packer.linear(layer.feed_forward.W_2, ff, packer.d_pad),
    ]
    return [joined, out, *wide, *norms[:2], asking, of_source, answer, norms[2] if cross else 0]


def _numbers(tensor: Any) -> Floats:
    found: Floats = tensor.detach().float().numpy()
    return found
