"""Packing weights into the page: one byte each, deflated head by head, base64."""

import zlib

import numpy as np
from jaxtyping import Float32, Int, UInt8

from babelix.views.offline.document import deflated

LEVELS, POWER = 190, 1.5
WORST_ERROR = 0.004
"""No weight is shown further than this from the truth: half the widest step, 1.5 / 190 / 2, at weight 1."""
_FINE = 65535
THUMBNAIL = 48
"""Side of the ready-made small pictures of heads too large to unpack all at once."""


def _code_table() -> UInt8[np.ndarray, " 65536"]:
    """Return the nearest code of every 65536th part of 1: looked up, a weight costs no power."""
    shown = (np.arange(LEVELS + 1) / LEVELS) ** POWER
    nearest = np.searchsorted((shown[1:] + shown[:-1]) / 2, np.arange(_FINE + 1) / _FINE)
    return nearest.astype(np.uint8)


_CODE_OF = _code_table()


def codes(weights: Float32[np.ndarray, "*shape"]) -> UInt8[np.ndarray, "*shape"]:
    """Return the code of each weight, weight = (code / 190)^1.5.

    An even division of 0..1 would show flat attention over 512 tokens (0.002 each) as nothing. This one has its
    smallest step at 0.0004 and none wider than 0.008, and deflates about a third better than a finer square law.
    """
    packed: UInt8[np.ndarray, "*shape"] = _CODE_OF[np.rint(np.clip(weights, 0, 1) * _FINE).astype(np.uint16)]
    return packed


def decoded(packed: UInt8[np.ndarray, "*shape"]) -> Float32[np.ndarray, "*shape"]:
    """Return the weights a page shows for these codes."""
    weights: Float32[np.ndarray, "*shape"] = (packed / np.float32(LEVELS)) ** np.float32(POWER)
    return weights


def packed_head(weights: Float32[np.ndarray, "queries keys"], causal: bool) -> str:
    """Return one head as text: row by row, of a causal map only keys 0..i of row i."""
    return _text(_stored(weights, causal))


def packed_heads(weights: Float32[np.ndarray, "layers heads queries keys"], causal: bool) -> str:
    """Return all heads of a short text as one, each as in `packed_head`, layer by layer."""
    return _text(np.concatenate([_stored(head, causal).ravel() for layer in weights for head in layer]))


def _stored(weights: Float32[np.ndarray, "queries keys"], causal: bool) -> UInt8[np.ndarray, "..."]:
    return codes(weights)[np.tril_indices(len(weights))] if causal else codes(weights)


def thumbnail_shape(queries: int, keys: int) -> tuple[int, int]:
    """Return rows and columns of the small pictures; (0, 0) for a text so short that its heads serve themselves."""
    return (0, 0) if max(queries, keys) <= THUMBNAIL else (min(queries, THUMBNAIL), min(keys, THUMBNAIL))


def packed_thumbnails(weights: Float32[np.ndarray, "layers heads queries keys"]) -> str:
    """Return small pictures of all heads, each pixel the largest weight under it."""
    shape = thumbnail_shape(*weights.shape[2:])
    starts = [
        -(-np.arange(side) * count // side) for side, count in zip(shape, weights.shape[2:], strict=True)
    ]
    small = [codes(_pooled(head, *starts)) for layer in weights for head in layer]
    return _text(np.stack(small))


def _pooled(
    weights: Float32[np.ndarray, "queries keys"], rows: Int[np.ndarray, " a"], columns: Int[np.ndarray, " b"]
) -> Float32[np.ndarray, "a b"]:
    across = np.maximum.reduceat(weights, rows, axis=0)
    pooled: Float32[np.ndarray, "a b"] = np.maximum.reduceat(across, columns, axis=1)
    return pooled


def _text(values: UInt8[np.ndarray, "*shape"]) -> str:
    # Weights repeat little but are far from evenly spread, which is what Z_FILTERED is for.
    return deflated(values.tobytes(), zlib.Z_FILTERED)
