"""Weights in one byte each, for shipping: each row of a matrix keeps its own scale.

    W[i, j] ~ scale_i * q_ij,   q_ij = round(W[i, j] / scale_i),   scale_i = max_j |W[i, j]| / 127

A quarter of the size of float32; the largest error is half a scale. Computation is in float32 all the same.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from babelix.training.stored import SCALE


def pack(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return matrices as int8 with a float32 scale a row, everything else as it is."""
    packed: dict[str, Tensor] = {}
    for name, W in weights.items():
        if W.ndim != 2:
            packed[name] = W.detach().clone()
            continue
        scale = (W.abs().amax(1) / 127).clamp_min(torch.finfo(torch.float32).tiny)
        packed[name] = (W / scale[:, None]).round().to(torch.int8)
        packed[name + SCALE] = scale
    return packed


def unpack(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return float32 weights from what `pack` made; weights that were never packed pass through."""
    return {
        name: W.float() * tensors[name + SCALE][:, None] if name + SCALE in tensors else W
        for name, W in tensors.items()
        if not name.endswith(SCALE)
    }


@torch.no_grad()
def narrow(model: nn.Module, to: str) -> None:
    """Round a model's matrices to what `to` can say, "bfloat16" or "int8" with a scale a row; they stay float32.

    What was narrowed, or packed, already stays as it is, to the bit.
    """
    for W in model.parameters():
        if W.ndim == 2:
            W.copy_(W.bfloat16() if to == "bfloat16" else unpack(pack({"W": W}))["W"])
