"""Weights in one byte each, for shipping: each row of a matrix keeps its own scale.

    W[i, j] ~ scale_i * q_ij,   q_ij = round(W[i, j] / scale_i),   scale_i = max_j |W[i, j]| / 127

A quarter of the size of float32; the largest error is half a scale. Computation is in float32 all the same.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from babelix.base.errors import RequestError
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


def unpack(tensors: Mapping[str, Tensor], origin: str = "what was packed") -> dict[str, Tensor]:
    """Return float32 weights from what `pack` made; weights that were never packed pass through.

    Raises `RequestError` naming whole numbers of `origin` without a scale a row.
    """
    found: dict[str, Tensor] = {}
    for name, W in tensors.items():
        if name.endswith(SCALE):
            continue
        scale = tensors.get(name + SCALE)
        if scale is None and W.dtype == torch.int8:
            raise RequestError(f"{origin} lacks the tensor {name + SCALE!r}, a scale a row; fetch it again")
        if scale is not None and (W.ndim != 2 or scale.shape != W.shape[:1]):
            raise RequestError(
                f"{origin}: {name!r} is {tuple(W.shape)} and its scales are {tuple(scale.shape)}; expected a matrix "
                "and a scale a row: it is damaged, fetch it again"
            )
        found[name] = W if scale is None else W.float() * scale[:, None]
    return found


@torch.no_grad()
def narrow(model: nn.Module, to: str) -> None:
    """Round a model's matrices to what `to` can say, "bfloat16" or "int8" with a scale a row; they stay float32.

    What was narrowed, or packed, already stays as it is, to the bit.
    """
    for W in model.parameters():
        if W.ndim == 2:
            W.copy_(W.bfloat16() if to == "bfloat16" else unpack(pack({"W": W}))["W"])
