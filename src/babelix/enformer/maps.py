"""What Enformer's bins attend to, layer by layer, pooled until a page can show it."""

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor

from babelix.enformer.fast.attention import QUERIES
from babelix.enformer.predictor import EnformerTracks


def group(bins: int, most: int) -> int:
    """Return how many neighbouring bins are shown as one, so that no more than `most` are left."""
    return -(-bins // most)


def attention_maps(
    model: EnformerTracks, rows: Float[Tensor, "bins width"], most: int
) -> Float32[np.ndarray, "layers heads queries keys"]:
    """Return the weights of each layer and head over all bins of a window, `rows` what the tower gave for them.

    Of bins that are shown as one, the weights as keys are added up, and those as queries averaged: rows still sum to 1.
    """
    together = group(len(rows), most)
    owner = torch.arange(len(rows), device=rows.device) // together
    sizes = torch.bincount(owner).to(rows)
    found = []
    x = rows
    for layer in model.layers(len(rows), model.reading.modes[0]):
        heads = layer.attention.heads
        pooled = rows.new_zeros(heads, len(sizes), len(sizes))
        for begin in range(0, len(rows), QUERIES):
            A = layer.weights(x, slice(begin, min(begin + QUERIES, len(rows))))
            keys = rows.new_zeros(heads, A.shape[1], len(sizes)).index_add_(2, owner, A)
            pooled.index_add_(1, owner[begin : begin + A.shape[1]], keys)
        found.append((pooled / sizes[:, None]).float().cpu().numpy())
        x = layer(x)
    return np.stack(found)


def attention_of(
    model: EnformerTracks, rows: Float[Tensor, "bins width"], query: int, together: int
) -> Float32[np.ndarray, "layers heads places"]:
    """Return what one bin attends to in each layer and head, weights of every `together` neighbouring bins added up."""
    owner = torch.arange(len(rows), device=rows.device) // together
    found = []
    x = rows
    for layer in model.layers(len(rows), model.reading.modes[0]):
        A = layer.weights(x, slice(query, query + 1))[:, 0]
        found.append(A.new_zeros(len(A), int(owner[-1]) + 1).index_add_(1, owner, A).float().cpu().numpy())
        x = layer(x)
    return np.stack(found)
