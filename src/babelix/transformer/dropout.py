"""Dropout (Srivastava et al. 2014; Vaswani et al. 2017, section 5.4) with masks that are cheap to draw on a CPU."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from babelix.base.compiled.team import Pieces
from babelix.base.errors import RequestError
from babelix.transformer.draws import draw_words

_LEVELS = 1 << 16
_KERNELS, _SOURCES = (
    "babelix.transformer.drop_kernels",
    ("babelix.base.compiled.sums", "babelix.base.vectors"),
)
_drop, _undrop = (Pieces(_KERNELS, name, sources=_SOURCES) for name in ("drop", "undrop"))
_normalise, _denormalise = (Pieces(_KERNELS, name, sources=_SOURCES) for name in ("normalise", "denormalise"))
_MANY, _ROWS = 8192, 32
"""Of a piece of each (`babelix.transformer.drop_kernels`)."""


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

    def normalised_sum(
        self, x: Float[Tensor, "*shape"], added: Float[Tensor, "*shape"], norm: nn.LayerNorm
    ) -> Float[Tensor, "*shape"]:
        """Return LayerNorm(x + Dropout(added)), in one compiled pass where the numbers are for it."""
        if self.training and self._cut > 0 and _joins(x, added, norm) and not _are_watched(self, norm):
            found: Tensor = _NormalisedSum.apply(x, added, norm.weight, norm.bias, norm.eps, self._cut)  # type: ignore[no-untyped-call]
            return found
        out: Tensor = norm(x + self(added))
        return out

    def extra_repr(self) -> str:
        """Return what ``print(model)`` shows."""
        return f"p={self.p}"


def _takes(x: Tensor) -> bool:
    """Tell whether x is for the kernels. What stands for a tensor is of another type, or torch writes a program."""
    if torch.compiler.is_compiling() or torch._C._is_tracing():
        return False
    return type(x) is Tensor and x.device.type == "cpu" and x.dtype == torch.float32


def _joins(x: Tensor, added: Tensor, norm: nn.LayerNorm) -> bool:
    """Tell whether these are for the kernel, which goes by addresses, and the norm is one that learns gain and bias."""
    d = x.shape[-1]
    return (
        _takes(x)
        and _takes(added)
        and x.shape == added.shape
        and type(norm) is nn.LayerNorm
        and norm.normalized_shape == (d,)
        and d % 16 == 0
        and norm.bias is not None
        and all(_takes(each.data) and each.is_contiguous() for each in (norm.weight, norm.bias))
        and _normalise.usable
        and _denormalise.usable
    )


def _are_watched(*parts: nn.Module) -> bool:
    """Tell whether someone looks on, or changes something, as modules compute."""
    return any(
        part._forward_hooks or part._forward_pre_hooks or part._backward_hooks or part._backward_pre_hooks
        for part in parts
    )


def _scale(cut: int) -> float:
    return _LEVELS / (_LEVELS - cut)


def _words(x: Tensor) -> Tensor:
    """Return random words, each the sixteen bits of four numbers of x.

    They are made narrow where they are used: torch.compile returns no view of another type.
    """
    count = (x.numel() + 3) // 4
    return draw_words(count) if type(x) is Tensor else torch.empty(count, dtype=torch.int64)


class _Drop(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, cut: int) -> Tensor:
        words, lowest = _words(x), cut - _LEVELS // 2
        ctx.scale = _scale(cut)
        if _takes(x) and _drop.usable and _undrop.usable:
            x = x.contiguous()
            out, stays = torch.empty_like(x), torch.empty(x.shape, dtype=torch.bool)
            addresses = (each.data_ptr() for each in (x, words, out, stays))
            _in_pieces(_drop, x.numel(), (*addresses, x.numel(), lowest, ctx.scale))
        else:
            stays = words.view(torch.int16)[: x.numel()].view(x.shape) >= lowest
            out = x * stays * ctx.scale
        ctx.save_for_backward(stays)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (stays,) = ctx.saved_tensors
        if not (_takes(gradient) and _undrop.usable):
            return gradient * stays * ctx.scale, None
        dy = gradient.contiguous()
        dx = torch.empty_like(dy)
        addresses = (each.data_ptr() for each in (dy, stays, dx))
        _in_pieces(_undrop, dy.numel(), (*addresses, dy.numel(), ctx.scale))
        return dx, None


class _NormalisedSum(torch.autograd.Function):
    """The equations are above their code, in `drop_kernels`."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, added: Tensor, gamma: Tensor, beta: Tensor, epsilon: float, cut: int
    ) -> Tensor:
        x, added = x.contiguous(), added.contiguous()
        d = x.shape[-1]
        ctx.rows, ctx.scale = x.numel() // d, _scale(cut)
        words, y, n = _words(added), torch.empty_like(x), torch.empty_like(x)
        rates, stays = x.new_empty(ctx.rows), torch.empty(x.shape, dtype=torch.bool)
        addresses = (each.data_ptr() for each in (x, added, words, gamma, beta, y, n, rates, stays))
        numbers = (ctx.rows, d, cut - _LEVELS // 2, ctx.scale, epsilon)
        _normalise(-(-ctx.rows // _ROWS), (*addresses, *numbers), torch.get_num_threads())
        ctx.save_for_backward(n, rates, stays, gamma)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        n, rates, stays, gamma = ctx.saved_tensors
        dy, pieces, d = gradient.contiguous(), -(-ctx.rows // _ROWS), n.shape[-1]
        dx, ds = torch.empty_like(n), torch.empty_like(n)
        dgamma, dbeta = n.new_empty(pieces, d), n.new_empty(pieces, d)
        addresses = (each.data_ptr() for each in (dy, n, rates, gamma, stays, dx, ds, dgamma, dbeta))
        _denormalise(pieces, (*addresses, ctx.rows, d, ctx.scale), torch.get_num_threads())
        return dx, ds, dgamma.sum(0), dbeta.sum(0), None, None


def _in_pieces(kernel: Pieces, count: int, arguments: tuple[int | float, ...]) -> None:
    kernel(-(-count // _MANY), arguments, torch.get_num_threads())
