"""Attention tensors as a model returns them, made into one array; never silently empty."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float32

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import ROW_TOLERANCE

Weights = Float32[np.ndarray, "layers heads queries keys"]

_ROUNDING = 0.02
"""How far the sum of a row in half precision may lie from 1."""
_MOST_WEIGHTS = 1_000_000_000


def collect(
    found: Sequence[Any] | None, shape: tuple[int, int], name: str
) -> tuple[Weights, tuple[int, ...]]:
    """Return float32 weights [layers, heads, queries, keys] and the number of each layer that gave some.

    Rows of half-precision models are scaled to sum to 1. Raises `RequestError` when no layer gives weights, a layer's
    shape is not [1, heads, *shape], or there are more than a billion weights.
    """
    layers = {number: one for number, one in enumerate(found or ()) if one is not None}
    if not layers:
        raise RequestError(
            f"{name}: the model returned no attention weights; it has none of this kind, or needs to be loaded with "
            "from_pretrained(..., attn_implementation='eager')"
        )
    heads = next(iter(layers.values())).shape[1]
    expected = (1, heads, *shape)
    for number, one in layers.items():
        if tuple(one.shape) != expected:
            raise RequestError(
                f"{name}, layer {number}: expected weights of shape {list(expected)}, got {list(one.shape)}; "
                "local or pruned attention cannot be shown"
            )
    if len(layers) * heads * shape[0] * shape[1] > _MOST_WEIGHTS:
        raise RequestError(
            f"{name}: {len(layers)} x {heads} heads of {shape[0]} tokens are too many; shorten the text"
        )
    weights = np.empty((len(layers), heads, *shape), dtype=np.float32)
    for place, one in enumerate(layers.values()):
        weights[place] = one[0].float().cpu().numpy()
    _scale_rows(weights)
    return weights, tuple(layers)


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
