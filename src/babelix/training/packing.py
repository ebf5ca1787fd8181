"""Weights in one byte each, for shipping: each row of a matrix keeps its own scale.

    W[i, j] ~ scale_i * q_ij,   q_ij = round(W[i, j] / scale_i),   scale_i = max_j |W[i, j]| / 127

A quarter of the size of float32; the largest error is half a scale. Computation is in float32 all the same.
"""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_SCALE = ".row_scale"


def pack(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return matrices as int8 with a float32 scale a row, everything else as it is."""
    packed: dict[str, Tensor] = {}
    for name, W in weights.items():
        if W.ndim != 2:
            packed[name] = W.detach().clone()
            continue
        scale = (W.abs().amax(1) / 127).clamp_min(torch.finfo(torch.float32).tiny)
        packed[name] = (W / scale[:, None]).round().to(torch.int8)
        packed[name + _SCALE] = scale
    return packed


def unpack(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return float32 weights from what `pack` made; weights that were never packed pass through."""
    return {
        name: W.float() * tensors[name + _SCALE][:, None] if name + _SCALE in tensors else W
        for name, W in tensors.items()
        if not name.endswith(_SCALE)
    }


def packed_rows(W: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]] | None:
    """Return whole numbers and a scale a row whose products are `W` to the bit; None where there are none.

    Weights that were unpacked are such. The largest of a row is 127 scales, which leaves the scale's last bit open: its
    neighbours are tried too.
    """
    with np.errstate(all="ignore"):  # what is no number is none of a scale's either
        most = np.abs(W).max(1, keepdims=True)
        scale = np.where(most == 0, np.float32(1), most / np.float32(127))
        q = np.rint(W / scale)
        wrong = (q * scale != W).any(1)
        for neighbour in (0, np.inf):
            if wrong.any():
                tried = np.nextafter(most[wrong] / np.float32(127), np.float32(neighbour))
                right = (q[wrong] * tried == W[wrong]).all(1)
                places = np.flatnonzero(wrong)[right]
                scale[places], wrong[places] = tried[right], False
    return None if wrong.any() else (q.astype(np.int8), scale[:, 0])


@torch.no_grad()
def narrow(model: nn.Module, to: str) -> None:
    """Round a model's matrices to what `to` can say, "bfloat16" or "int8" with a scale a row; they stay float32.

    What was narrowed, or packed, already stays as it is, to the bit.
    """
    for W in model.parameters():
        if W.ndim == 2:
            W.copy_(W.bfloat16() if to == "bfloat16" else unpack(pack({"W": W}))["W"])
