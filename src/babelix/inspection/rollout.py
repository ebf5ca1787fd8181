"""Attention rollout: how far the inputs have mixed by each layer, when attention and residual share equally.

Abnar and Zuidema, 2020, "Quantifying Attention Flow in Transformers", section 3, equation 1.
"""

import numpy as np
from jaxtyping import Float32

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap
from babelix.inspection.statistics import head_average

Mixing = Float32[np.ndarray, "layers tokens tokens"]


def with_residual(attention: AttentionMap) -> Mixing:
    """Return A = 0.5 W_att + 0.5 I of each layer, W_att averaged over heads; rows sum to 1.

    Raises `RequestError` for cross attention, whose queries have no position among the keys.
    """
    if attention.kind == "cross":
        raise RequestError("expected attention within one text for rollout and flow, got cross attention")
    # A = 0.5 W_att + 0.5 I
    A = 0.5 * head_average(attention)
    A[:, range(len(attention.keys)), range(len(attention.keys))] += 0.5
    return A


def gapless(attention: AttentionMap) -> bool:
    """Say whether the map holds the model's layers from the first on, none left out in between."""
    return attention.layers_known and attention.layer_numbers == tuple(range(attention.layers))


def rollout(attention: AttentionMap) -> Mixing:
    """Return the rollout up to every layer: [layers, tokens, tokens], rows over the input tokens, each summing to 1.

    The map must hold the model's layers from the first on without gaps; a `RequestError` says so otherwise.
    """
    if not gapless(attention):
        got = (
            f"layers {', '.join(map(str, attention.layer_numbers))}"
            if attention.layers_known
            else "layers whose numbers are not known"
        )
        raise RequestError(f"expected every layer from 0 on for rollout, got {got}")
    # Ã(l_i) = A(l_i) Ã(l_{i-1})   if i > j
    # Ã(l_j) = A(l_j)              where j is the first layer
    A = with_residual(attention)
    rolled = A.copy()
    for layer in range(1, attention.layers):
        rolled[layer] = A[layer] @ rolled[layer - 1]
    return rolled
