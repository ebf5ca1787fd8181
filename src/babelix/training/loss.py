"""Label-smoothed cross-entropy through a shared output matrix, differentiated by hand in pieces.

    q_k  = (1 - eps) [k = y] + eps / V                       (Szegedy et al. 2016, section 7)
    L    = - w_y sum_k q_k log p_k,    p = softmax(z),   z = h E^T + b
    dL/dz = w_y (p - q)

w_y is 1, or how many times errors in y are to count (class weights).

Logits exist only for `rows` positions at a time, so memory stays flat in the size of the batch: with a vocabulary of
37,000 and 25,000 tokens the float32 logits alone would take 3.7 GB. On a processor they become their gradient in one
compiled pass, where that can be compiled: decisions/translation/what-makes-a-training-step-fast-on-a-cpu.md.
"""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.autograd.function import once_differentiable

from babelix.base.compiled.team import Pieces
from babelix.base.errors import RequestError
from babelix.training.precision import product_type

_ROWS = 512
_differentiate = Pieces(
    "babelix.training.compiled.loss_kernels",
    "differentiate",
    sources=("babelix.base.compiled.sums", "babelix.base.vectors"),
)
_PIECE = 8
"""Positions of a piece (`babelix.training.compiled.loss_kernels.ROWS`)."""


def smoothed_cross_entropy(
    h: Float[Tensor, "positions d_model"],
    E: Float[Tensor, "vocabulary d_model"],
    y: Int[Tensor, " positions"],
    *,
    smoothing: float,
    b: Float[Tensor, " vocabulary"] | None = None,
    w: Float[Tensor, " vocabulary"] | None = None,
    rows: int = _ROWS,
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return two sums over the positions: the smoothed loss, which carries gradients, and -log p(y), which does not.

    Positions count `w` times by their targets in the first sum, once in the second; once in both unless given. Under
    autocast the products run in its type; sums and softmax stay in float32. Raises `RequestError` unless each position
    has one target.
    """
    total, negative = _SmoothedCrossEntropy.apply(h, E, b, y, w, smoothing, rows)  # type: ignore[no-untyped-call]
    return total, negative


class _SmoothedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        h: Tensor,
        E: Tensor,
        b: Tensor | None,
        y: Tensor,
        w: Tensor | None,
        smoothing: float,
        rows: int,
    ) -> tuple[Tensor, Tensor]:
        if y.shape != h.shape[:1]:
            raise RequestError(f"expected one target for each of {len(h)} positions, got {tuple(y.shape)}")
        product = product_type(h)
        E_product = E.to(product)
        differentiate = any(ctx.needs_input_grad[:3])
        dh = torch.empty_like(h) if differentiate else None
        dE = torch.zeros_like(E) if differentiate else None
        db = torch.zeros_like(b) if differentiate and b is not None else None
        total = h.new_zeros((), dtype=torch.float32)
        negative = h.new_zeros((), dtype=torch.float32)
        room = h.new_empty((min(rows, h.shape[0]), E.shape[0]), dtype=torch.float32)
        for start in range(0, h.shape[0], rows):
            h_part, y_part = h[start : start + rows].to(product), y[start : start + rows]
            z = room[: len(y_part)]
            if product == torch.float32:
                torch.mm(h_part, E_product.T, out=z)
            else:
                z.copy_(h_part @ E_product.T)
            if b is not None:
                z += b
            nll, uniform, dz = _differentiated(z, y_part, smoothing)
            negative += nll.sum()
            if w is not None:
                w_y = w[y_part]
                nll, uniform, dz = nll * w_y, uniform * w_y, dz.mul_(w_y[:, None])
            total += (1 - smoothing) * nll.sum()
            if smoothing:  # a score of minus infinity has no share in what is not asked for
                total += smoothing * uniform.sum()
            if dh is None or dE is None:
                continue
            if db is not None:
                db += dz.sum(0)
            dz = dz.to(product)
            dh[start : start + rows] = dz @ E_product
            if product == dE.dtype:
                dE.addmm_(dz.T, h_part)
            else:
                dE += dz.T @ h_part
        ctx.gradients = (dh, dE, db)
        ctx.mark_non_differentiable(negative)
        return total, negative

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        gradients, ctx.gradients = ctx.gradients, None
        return *(None if each is None else each.mul_(upstream[0]) for each in gradients), *(None,) * 4


def _takes(z: Tensor, y: Tensor) -> bool:
    """Tell whether these are for the kernel, which trusts that every y is a column; others torch refuses."""
    return (
        type(z) is Tensor
        and z.device.type == "cpu"
        and z.dtype == torch.float32
        and not y.is_floating_point()
        and len(y) > 0
        and 0 <= int(y.min()) <= int(y.max()) < z.shape[1]
    )


def _differentiated(z: Tensor, y: Tensor, smoothing: float) -> tuple[Tensor, Tensor, Tensor]:
    """Return -log p(y) and the mean of -log p of each position, and p - q, in the place of z."""
    if _takes(z, y) and _differentiate.usable:
        told, y = z.new_empty(len(y), 4), y.contiguous().long()
        addresses = (z.data_ptr(), *z.shape, y.data_ptr(), told.data_ptr())
        _differentiate(-(-len(y) // _PIECE), (*addresses, float(smoothing)), torch.get_num_threads())
        largest, powers, sums, said = told.unbind(1)
        log_total = largest + powers.log()
        return log_total - said, log_total - sums / z.shape[1], z
    log_p = z.log_softmax(-1)
    nll, uniform = -log_p.gather(-1, y[:, None])[:, 0], -log_p.mean(-1)
    dz = log_p.exp_().sub_(smoothing / z.shape[-1])
    return nll, uniform, dz.scatter_add_(-1, y[:, None], dz.new_full((len(y), 1), smoothing - 1))
