"""Dropout (Srivastava et al. 2014; Vaswani et al. 2017, section 5.4) with masks that are cheap to draw on a CPU."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from babelix.base.errors import RequestError

_LEVELS = 1 << 16


class Dropout(nn.Module):
    """Zero each element with probability `p` while training and scale the others by 1 / (1 - p).

    PyTorch draws one 32-bit number an element on one core, which took a third of a training step. Here one 64-bit
    draw of the same generator decides four elements; `p` is kept to 1/65,536, and the scale is the exact one for
    the probability used. On other devices PyTorch's own kernel runs. Raises `RequestError` unless 0 <= p < 1.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p
        self._cut = round(p * _LEVELS)
        if not 0 <= self._cut < _LEVELS:
            raise RequestError(f"dropout must be at least 0 and below 1, got {p}")

    def forward(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Return `x` with elements dropped (training) or `x` itself (evaluation)."""
        if not self.training or self._cut == 0:
            return x
        if x.device.type != "cpu":
            return F.dropout(x, self.p, training=True)
        dropped: Tensor = _Drop.apply(x, self._cut)  # type: ignore[no-untyped-call]
        return dropped

    def extra_repr(self) -> str:
        """Return what ``print(model)`` shows."""
        return f"p={self.p}"


class _Drop(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, cut: int) -> Tensor:
        words = torch.empty((x.numel() + 3) // 4, dtype=torch.int64).random_(-(1 << 63), None)
        levels = words.view(torch.int16)[: x.numel()].view(x.shape)
        keep = levels >= cut - _LEVELS // 2
        ctx.save_for_backward(keep)
        ctx.scale = _LEVELS / (_LEVELS - cut)
        out: Tensor = x * keep * ctx.scale
        return out

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (keep,) = ctx.saved_tensors
        return gradient * keep * ctx.scale, None
