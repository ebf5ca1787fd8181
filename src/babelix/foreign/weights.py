"""Attention tensors as a model returns them, made into one array; never silently empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float32

from babelix.base.errors import RequestError
from babelix.foreign.layers import LayerNumbers
from babelix.inspection.attention_map import ROW_TOLERANCE

Weights = Float32[np.ndarray, "layers heads queries keys"]

_ROUNDING = 0.02
"""How far the sum of a row in half precision may lie from 1."""
_MOST_WEIGHTS = 1_000_000_000


@dataclass(frozen=True, eq=False)
class Collected:
    """Weights [layers, heads, queries, keys] in float32, and which of the model's layers they are."""

    weights: Weights
    layers: LayerNumbers


def collect(
    found: Sequence[Any] | None, shape: tuple[int, int], name: str, layers: LayerNumbers | None = None
) -> Collected:
    """Return the weights of every layer that gave some over all queries and keys.

    `layers` numbers what is not None in `found`, by its place unless given. Layers whose module makes another thing in
    the place of weights (the state of linear attention) are left out beside ones that make weights. Rows of
    half-precision models are scaled to sum to 1. Raises `RequestError` when no layer gives weights, a layer's shape is
    not [1, heads, *shape], or there are more than a billion weights.
    """
    given = list(found or ())
    tensors = [one for one in given if one is not None]
    if not tensors:
        raise RequestError(
            f"{name}: the model returned no attention weights; it has none of this kind, or needs to be loaded with "
            "from_pretrained(..., attn_implementation='eager')"
        )
    if layers is None:
        places = tuple(place for place, one in enumerate(given) if one is not None)
        layers = LayerNumbers(places, len(given))
    kept = _of_weights(tensors, layers.modules, shape)
    tensors, layers = [tensors[place] for place in kept], layers.only(kept)
    heads = tensors[0].shape[1]
    expected = (1, heads, *shape)
    for number, one in zip(layers.numbers, tensors, strict=True):
        if tuple(one.shape) == (1, one.shape[1], *shape) != expected:
            raise RequestError(
                f"{name}, layer {number}: expected {heads} heads as in layer {layers.numbers[0]}, got {one.shape[1]}; "
                "layers of different numbers of heads cannot be shown together"
            )
        if tuple(one.shape) != expected:
            raise RequestError(
                f"{name}, layer {number}: expected weights of shape {list(expected)}, got {list(one.shape)}; "
                "local or pruned attention cannot be shown"
            )
    if len(tensors) * heads * shape[0] * shape[1] > _MOST_WEIGHTS:
        raise RequestError(
            f"{name}: {len(tensors)} x {heads} heads of {shape[0]} tokens are too many; shorten the text"
        )
    weights = np.empty((len(tensors), heads, *shape), dtype=np.float32)
    for place, one in enumerate(tensors):
        weights[place] = one[0].float().cpu().numpy()
    _scale_rows(weights)
    return Collected(weights, layers)


def _of_weights(tensors: Sequence[Any], modules: Sequence[str], shape: tuple[int, int]) -> list[int]:
    """Return the places of the tensors whose kind of module makes weights, all places when no kind does."""
    everything = list(range(len(tensors)))
    if len(set(modules)) < 2:
        return everything
    wrong = {module for one, module in zip(tensors, modules, strict=True) if not _is_weights(one, shape)}
    return [place for place in everything if modules[place] not in wrong] or everything


def _is_weights(one: Any, shape: tuple[int, int]) -> bool:
    if tuple(one.shape[2:]) != shape:
        return False
    sums = one.float().sum(-1)
    return bool(((sums - 1).abs() < _ROUNDING).all()) or bool(sums.isnan().any())


def _scale_rows(weights: Weights) -> None:
    for layer in weights:
        sums = layer.sum(axis=-1, keepdims=True, dtype=np.float64)
        off = float(np.abs(sums - 1).max())
        # What is further off is no distribution: left for the map to refuse.
        if ROW_TOLERANCE < off < _ROUNDING:
            layer /= sums


def looks_ahead(weights: Weights) -> bool:
    """Say whether any query attends to a later key."""
    return any(bool(np.triu(head, 1).any()) for layer in weights for head in layer)
