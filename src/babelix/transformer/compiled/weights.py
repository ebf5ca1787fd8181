"""A model's weights made ready for decoding: each product's in panels, Q, K and V in one.

They are kept in the fewest bytes in which they are what they are, to the bit: as whole numbers with a scale a column
(what `training.packing` packed, unpacked or not), as bfloat16 where the lower half of each is
zeros, in float32 otherwise. So what is narrower is faster, and says the same. Those of a model whose activations are
rounded too (`transformer.rounding`) are whole numbers, four rows side by side.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.training.stored import Floats, Packed, Weight, in_floats, packed_rows
from babelix.transformer.compiled import layout
from babelix.transformer.compiled.layout import PANEL
from babelix.transformer.compiled.named import Named
from babelix.transformer.parameters import EMBEDDING

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


class _WiderError(RequestError):
    """Some matrix cannot be kept in so few bytes."""

    def __init__(self) -> None:
        super().__init__(
            "expected weights of one byte and a scale a row beside rounded activations; `narrow` the model first"
        )


def halves(matrix: Floats) -> NDArray[np.uint16] | None:
    """Return the upper halves of numbers, or None where a lower half is not zeros."""
    both = np.ascontiguousarray(matrix).view(np.uint16).reshape(*matrix.shape, 2)
    return None if both[..., 0].any() else both[..., 1]


_Places = slice | Wholes


def _product(
    inputs: int, outputs: int, parts: Sequence[tuple[_Places, _Places, Weight]]
) -> tuple[NDArray[Any], Floats | None]:
    """Return the matrix (inputs, outputs) of weights (outputs, inputs), each at its places among inputs and outputs.

    It is of whole numbers, with a scale a column, where all of them are.
    """
    packed = [part for *_, part in parts if isinstance(part, Packed)]
    if len(packed) < len(parts):
        matrix = np.zeros((inputs, outputs), np.float32)
        for rows, columns, part in parts:
            _put(matrix, rows, columns, in_floats(part))
        return matrix, None
    whole, scale = np.zeros((inputs, outputs), np.int8), np.ones(outputs, np.float32)
    for (rows, columns, _), each in zip(parts, packed, strict=True):
        _put(whole, rows, columns, each.q)
        scale[columns] = each.scale
    return whole, scale


def _put(matrix: NDArray[Any], rows: _Places, columns: _Places, part: NDArray[Any]) -> None:
    if isinstance(rows, slice) or isinstance(columns, slice):
        matrix[rows, columns] = part.T
    else:
        matrix[np.ix_(rows, columns)] = part.T


def _float32_panels(matrix: NDArray[Any], bias: Floats, scale: Floats | None = None) -> Floats:
    return _panels(_rows(matrix if scale is None else matrix * scale), bias)


def _bfloat16_panels(matrix: NDArray[Any], bias: Floats, scale: Floats | None = None) -> Floats:
    upper = halves(matrix if scale is None else matrix * scale)
    if upper is None:
        raise _WiderError
    # The halves of a word are columns that are sixteen apart: each is one step from a vector of floats.
    laid = _rows(upper)
    return _panels(np.stack([laid[..., : PANEL // 2], laid[..., PANEL // 2 :]], axis=-1), bias)


def _int8_panels(matrix: NDArray[Any], bias: Floats, scale: Floats | None = None) -> Floats:
    q, scale = _bytes_of(matrix, scale)
    return _panels(_rows(q), _heads(bias, scale))


def _uint8_panels(matrix: NDArray[Any], bias: Floats, scale: Floats | None = None) -> Floats:
    """Four rows side by side; sums begin with what the 128 that is added to each number of x adds to them."""
    q, scale = _bytes_of(matrix, scale)
    begin = (-128 * q.sum(0, dtype=np.int32)).view(np.float32)
    laid = _rows(q)
    panels, inputs, columns = laid.shape
    laid = laid.reshape(panels, inputs // 4, 4, columns).swapaxes(2, 3)
    return _panels(laid, _heads(bias, scale, begin))


def _bytes_of(matrix: NDArray[Any], scale: Floats | None) -> tuple[NDArray[np.int8], Floats]:
    if scale is not None:
        return matrix, scale
    found = packed_rows(matrix.T)
    if found is None:
        raise _WiderError
    return found.q.T, found.scale


def _heads(*parts: Floats) -> Floats:
    """Return what stands before each panel."""
    return np.stack([part.reshape(-1, PANEL) for part in parts], axis=1)


def _rows(matrix: NDArray[Any]) -> NDArray[Any]:
    """Return a padded (inputs, outputs) as (panels, inputs, columns of a panel)."""
    inputs, outputs = matrix.shape
    return matrix.reshape(inputs, outputs // PANEL, PANEL).transpose(1, 0, 2)


def _panels(rows: NDArray[Any], heads: Floats) -> Floats:
    """Return panels, each behind its head, in words."""
    count = len(rows)
    laid = np.ascontiguousarray(rows).reshape(count, -1).view(np.float32)
    return np.concatenate([heads.reshape(count, -1), laid], axis=1)


_KINDS: dict[str, Callable[..., Floats]] = {
    "int8": _int8_panels,
    "uint16": _bfloat16_panels,
    "float32": _float32_panels,
    "uint8": _uint8_panels,
}
# Of weights whose rows of activations stay in float32, the narrowest first.
_LOSSLESS = ("int8", "uint16", "float32")


class _Packer:
    """Puts weights one behind the other; each place begins a line of the cache. Those of products are of one kind."""

    def __init__(self, given: Named, kind: str) -> None:
        self._panels, self._weights = _KINDS[kind], given.weights
        d, heads = given.d_model, given.heads
        self.key, value = (
            given.weights[f"decoder.0.attention.{name}.weight"].shape[0] // heads for name in ("W_Q", "W_V")
        )
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

    def panels(self, product: tuple[NDArray[Any], Floats | None], bias: Floats) -> int:
        """Add a product and its bias."""
        matrix, scale = product
        return self.add(self._panels(matrix, bias, scale))

    def linear(self, name: str, into: int, out: int) -> int:
        """Add a linear map between widths padded to `into` and `out`."""
        weight, bias = self._weights[f"{name}.weight"], np.zeros(out, np.float32)
        bias[: weight.shape[0]] = self._bias(name)
        return self.panels(
            _product(into, out, [(slice(weight.shape[1]), slice(weight.shape[0]), weight)]), bias
        )

    def norm(self, name: str) -> int:
        """Add a norm's gain and bias; nothing for none."""
        both = np.zeros((2, self.d_pad), np.float32)
        if f"{name}.weight" in self._weights:
            both[0, : self.d] = self._weights[f"{name}.weight"]
            both[1, : self.d] = self._weights[f"{name}.bias"]
        return self.add(both)

    def into_heads(self, name: str, letters: str) -> int:
        """Add an attention's maps into heads, side by side, as one."""
        bias, parts = np.zeros(len(letters) * self.heads_pad, np.float32), []
        for i, letter in enumerate(letters):
            weight = self._weights[f"{name}.W_{letter}.weight"]
            places = i * self.heads_pad + self._places(weight.shape[0])
            parts.append((slice(self.d), places, weight))
            bias[places] = self._bias(f"{name}.W_{letter}")
        return self.panels(_product(self.d_pad, len(bias), parts), bias)

    def out_of_heads(self, name: str) -> int:
        """Add an attention's map of all heads' values to the model's width."""
        weight, bias = self._weights[f"{name}.W_O.weight"], np.zeros(self.d_pad, np.float32)
        bias[: self.d] = self._bias(f"{name}.W_O")
        parts = [(self._places(weight.shape[1]), slice(self.d), weight)]
        return self.panels(_product(self.heads_pad, self.d_pad, parts), bias)

    def _bias(self, name: str) -> Any:
        return self._weights.get(f"{name}.bias", 0)

    def _places(self, width: int) -> Wholes:
        """Return where the numbers of heads that are together `width` wide lie among the padded ones."""
        own = width // self.heads
        return (np.arange(self.heads)[:, None] * self.head + np.arange(own)).ravel()


def likely_kind(given: Named) -> str:
    """Return the kind of a model's weights, judged by one matrix: nearly always that of all."""
    if given.rounded:
        return "uint8"
    matrix = given.weights["decoder.0.attention.W_Q.weight"]
    if isinstance(matrix, Packed) or packed_rows(matrix):
        return "int8"
    return "uint16" if halves(matrix) is not None else "float32"


def ready(given: Named) -> Ready:
    """Return a model's weights made ready, of the narrowest kind that all of them are."""
    likely = likely_kind(given)
    if likely not in _LOSSLESS:
        return _ready(given, likely)
    for kind in _LOSSLESS[_LOSSLESS.index(likely) : -1]:
        try:
            return _ready(given, kind)
        except _WiderError:
            continue
    return _ready(given, _LOSSLESS[-1])


def _ready(given: Named, kind: str) -> Ready:
    packer = _Packer(given, kind)
    layers = [f"{stack}.{number}" for stack, count in given.stacks for number in range(count)]
    table = np.zeros(layout.LAYERS + layout.PARTS * len(layers), dtype=np.int64)
    ff, vocabulary = padded(given.d_ff), padded(given.vocabulary)
    table[: layout.EMBEDDINGS] = (
        *(packer.d, packer.d_pad, packer.heads, packer.head, packer.heads_pad),
        *(ff, given.vocabulary, vocabulary),
        *(count for _, count in given.stacks),
        given.pre_norm,
    )
    table[layout.KEY] = packer.key
    embeddings, E = np.zeros((given.vocabulary, packer.d_pad), np.float32), given.weights[EMBEDDING]
    with np.errstate(over="ignore"):  # what overflows is told by the search, as the step tells it
        embeddings[:, : packer.d] = in_floats(E) * np.float32(math.sqrt(packer.d))
    beyond = np.zeros(vocabulary, np.float32)
    beyond[given.vocabulary :] = -np.inf  # no token: never the likeliest, and nothing to the sum
    scores = _product(packer.d_pad, vocabulary, [(slice(packer.d), slice(given.vocabulary), E)])
    table[layout.EMBEDDINGS : layout.LOGITS + 1] = (
        packer.add(embeddings),
        packer.norm("encoder_norm"),
        packer.norm("decoder_norm"),
        packer.panels(scores, beyond),
    )
    for number, layer in enumerate(layers):
        table[layout.LAYERS + number * layout.PARTS :][: layout.PARTS] = _layer(packer, layer, ff)
    return Ready(packer.all(), table, kind)


def _layer(packer: _Packer, layer: str, ff: int) -> list[int]:
    """Add a layer, nearly in the order in which a step reads it; return its places in the order of `layout`."""
    own, cross = f"{layer}.attention", f"{layer}.cross_attention" if layer.startswith("decoder") else ""
    norms = [packer.norm(f"{layer}.residuals.{number}.norm") for number in range(3 if cross else 2)]
    of_source = packer.into_heads(cross, "KV") if cross else 0
    joined, out = packer.into_heads(own, "QKV"), packer.out_of_heads(own)
    asking, answer = (packer.into_heads(cross, "Q"), packer.out_of_heads(cross)) if cross else (0, 0)
    wide = [
        packer.linear(f"{layer}.feed_forward.W_1", packer.d_pad, ff),
        packer.linear(f"{layer}.feed_forward.W_2", ff, packer.d_pad),
    ]
    return [joined, out, *wide, *norms[:2], asking, of_source, answer, norms[2] if cross else 0]
