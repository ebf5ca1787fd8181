"""Equation 1 of short rows on a processor, compiled, where gradients are asked for.

A sentence's matrices are small: 16 x 16 weights of heads 32 wide. Operators spend more on copying heads beside each
other and on masks of their own than on products: decisions/translation/what-makes-a-training-step-fast-on-a-cpu.md.
"""

import math
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from babelix.base.compiled.team import Pieces

_KERNELS, _SOURCES = "babelix.attention.short_kernels", ("babelix.base.compiled.sums", "babelix.base.vectors")
_attend = Pieces(_KERNELS, "attend", sources=_SOURCES)
_differentiate = Pieces(_KERNELS, "differentiate", sources=_SOURCES)
_MOST, _WIDEST, _WIDTH = 64, 128, 16
"""Rows, and numbers of a head, that the kernels have room for; a head has whole sixteens."""


def takes(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None) -> bool:
    """Tell whether these are for the kernels: float32 on a processor, learned from, (batch, heads, rows, numbers).

    The kernels go by addresses, so all shapes must be as said: what is broadcast, or does not fit, is torch's.
    """
    if not (torch.is_grad_enabled() and (Q.requires_grad or K.requires_grad or V.requires_grad)):
        return False
    # What stands for a tensor there has its type, and no address that stays.
    if torch._C._are_functorch_transforms_active() or torch.compiler.is_compiling() or torch._C._is_tracing():
        return False
    return (
        all(_is_plain(each) for each in (Q, K, V))
        and Q.shape[:2] == K.shape[:2] == V.shape[:2]
        and K.shape[2] == V.shape[2]
        and Q.shape[3] == K.shape[3]
        and (mask is None or _is_for(mask, (*Q.shape[:3], K.shape[2])))
        and 0 < Q.shape[-2] <= _MOST
        and 0 < K.shape[-2] <= _MOST
        and _attend.usable
        and _differentiate.usable
    )


def _is_plain(x: Tensor) -> bool:
    # A tensor that only stands for another is of another type, and has no numbers.
    return (
        type(x) is Tensor
        and x.device.type == "cpu"
        and x.dtype == torch.float32
        and x.dim() == 4
        and x.shape[-1] % _WIDTH == 0
        and 0 < x.shape[-1] <= _WIDEST
    )


def _is_for(mask: Tensor, shape: tuple[int, ...]) -> bool:
    sizes = zip(reversed(mask.shape), reversed(shape), strict=False)
    return (
        mask.dtype == torch.bool
        and mask.device.type == "cpu"
        and mask.dim() <= len(shape)
        and all(size in (1, whole) for size, whole in sizes)
    )


def attend(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None) -> Tensor:
    """Return softmax(Q K^T / sqrt(d_k)) V, zeros for a query that may attend to nothing."""
    values: Tensor = _Attend.apply(Q, K, V, mask)  # type: ignore[no-untyped-call]
    return values


class _Attend(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None) -> Tensor:
        Q, K, V = _by_heads(Q), _by_heads(K), _by_heads(V)
        batch, heads, queries, d_k = Q.shape
        keys, d_v = K.shape[2], V.shape[3]
        width = -(-keys // _WIDTH) * _WIDTH
        A = Q.new_empty(batch, heads, queries, width)
        out = Q.new_empty(batch, queries, heads, d_v).transpose(1, 2)
        ctx.numbers = (heads, queries, keys, d_k, d_v, width, 1 / math.sqrt(d_k))
        masked: tuple[int, ...] = (0, 0, 0, 0, -1)
        if mask is not None:
            mask = mask.expand(batch, heads, queries, keys)
            masked = (mask.data_ptr(), *mask.stride())
        addresses = [each.data_ptr() for each in (Q, K, V, A, out)]
        arguments = (*addresses, *ctx.numbers, *_apart(Q, K, V, out), *masked)
        _attend(batch, arguments, torch.get_num_threads())
        ctx.save_for_backward(Q, K, V, A)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dO: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        Q, K, V, A = ctx.saved_tensors
        dO = _by_heads(dO)
        made = [
            each.new_empty(each.shape[0], each.shape[2], each.shape[1], each.shape[3]) for each in (Q, K, V)
        ]
        addresses = [each.data_ptr() for each in (Q, K, V, A, dO, *made)]
        arguments = (*addresses, *ctx.numbers, *_apart(Q, K, V, dO))
        _differentiate(Q.shape[0], arguments, torch.get_num_threads())
        dQ, dK, dV = (each.transpose(1, 2) for each in made)
        return dQ, dK, dV, None


def _by_heads(x: Tensor) -> Tensor:
    """Return x with the numbers of a row's heads side by side in memory, as products make them: mostly x itself."""
    if x.stride(3) == 1 and x.stride(1) == x.shape[3]:
        return x
    return x.transpose(1, 2).contiguous().transpose(1, 2)


def _apart(*tensors: Tensor) -> list[int]:
    """Return how far apart elements of the batch and rows are, of each."""
    return [stride for each in tensors for stride in (each.stride(0), each.stride(2))]
