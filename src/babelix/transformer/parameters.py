"""The parameters of a Transformer by name, with their shapes, and how many they are: from its numbers alone.

Weights and biases of every linear map, gain and bias of every LayerNorm, and one embedding matrix that is source
embedding, target embedding and output projection at once (Vaswani et al. 2017, section 3.4).
"""

from collections.abc import Iterator
from math import prod

from babelix.attention.widths import head_widths
from babelix.transformer.sizes import Size
from babelix.transformer.words import Words

EMBEDDING, POSITIONS = "E.weight", "positions.embedding.weight"
VECTORS, READ = "words.V", "words.P"
_Named = Iterator[tuple[str, tuple[int, ...]]]


def shapes(
    size: Size, vocabulary: int, *, pre_norm: bool = False, words: Words | None = None
) -> dict[str, tuple[int, ...]]:
    """Return the shape of every parameter with `vocabulary` tokens. Raises `RequestError` where no heads fit.

    `words` are those whose vectors are read.
    """
    found: dict[str, tuple[int, ...]] = {EMBEDDING: (vocabulary, size.d_model)}
    if size.max_length is not None:
        found[POSITIONS] = (size.max_length, size.d_model)
    if words is not None:
        found |= {VECTORS: words.shape, READ: (words.size, size.d_model)}
    for stack, layers in (("encoder", size.encoder_layers), ("decoder", size.decoder_layers)):
        for number in range(layers):
            found |= {f"{stack}.{number}.{name}": shape for name, shape in _layer(size, stack)}
        if pre_norm:
            found |= dict(_norm(f"{stack}_norm", size.d_model))
    return found


def _layer(size: Size, stack: str) -> _Named:
    attentions = ("attention", "cross_attention")[: 1 + (stack == "decoder")]
    for attention in attentions:
        yield from _attention(attention, size)
    yield from _linear("feed_forward.W_1", size.d_model, size.d_ff)
    yield from _linear("feed_forward.W_2", size.d_ff, size.d_model)
    for number in range(1 + len(attentions)):
        yield from _norm(f"residuals.{number}.norm", size.d_model)


def _attention(name: str, size: Size) -> _Named:
    """W^Q, W^K, W^V and W^O of all heads (section 3.2.2)."""
    d_k, d_v = head_widths(size.d_model, size.heads, size.d_k, size.d_v)
    for letter, width in (("Q", d_k), ("K", d_k), ("V", d_v)):
        yield from _linear(f"{name}.W_{letter}", size.d_model, size.heads * width)
    yield from _linear(f"{name}.W_O", size.heads * d_v, size.d_model)


def _linear(name: str, inputs: int, outputs: int) -> _Named:
    yield f"{name}.weight", (outputs, inputs)
    yield f"{name}.bias", (outputs,)


def _norm(name: str, width: int) -> _Named:
    yield f"{name}.weight", (width,)
    yield f"{name}.bias", (width,)


def count(size: Size, vocabulary: int) -> int:
    """Return the number of parameters with `vocabulary` tokens. Post-norm, as published."""
    return sum(map(prod, shapes(size, vocabulary).values()))


def count_without_embedding(size: Size) -> int:
    """Return the number of parameters outside the embedding matrix."""
    return count(size, 0)
