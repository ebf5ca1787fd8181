"""Label-smoothed cross-entropy through a shared output matrix, differentiated by hand in pieces.

    q_k  = (1 - eps) [k = y] + eps / V                       (Szegedy et al. 2016, section 7)
    L    = - sum_k q_k log p_k,    p = softmax(z),   z = h E^T + b
    dL/dz = p - q

Logits exist only for `rows` positions at a time, so memory stays flat in the size of the batch: with a vocabulary of
37,000 and 25,000 tokens the float32 logits alone would take 3.7 GB.
"""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from babelix.training.precision import product_type

_ROWS = 1024


def smoothed_cross_entropy(
    h: Float[Tensor, "positions d_model"],
    E: Float[Tensor, "vocabulary d_model"],
    y: Int[Tensor, " positions"],
    *,
    smoothing: float,
    b: Float[Tensor, " vocabulary"] | None = None,
    rows: int = _ROWS,
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return two sums over the positions: the smoothed loss, which carries gradients, and -log p(y), which does not.

    Under autocast the products run in its type; sums and softmax stay in float32.
    """
    total, negative = _SmoothedCrossEntropy.apply(h, E, b, y, smoothing, rows)  # type: ignore[no-untyped-call]
    return total, negative


class _SmoothedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, h: Tensor, E: Tensor, b: Tensor | None, y: Tensor, smoothing: float, rows: int
    ) -> tuple[Tensor, Tensor]:
        product = product_type(h)
        E_product, b_product = E.to(product), None if b is None else b.to(product)
        differentiate = any(ctx.needs_input_grad[:3])
        dh = torch.empty_like(h) if differentiate else None
        dE = torch.zeros_like(E) if differentiate else None
        db = torch.zeros_like(b) if differentiate and b is not None else None
        total = h.new_zeros((), dtype=torch.float32)
        negative = h.new_zeros((), dtype=torch.float32)
        for start in range(0, h.shape[0], rows):
            h_part, y_part = h[start : start + rows].to(product), y[start : start + rows, None]
            z = F.linear(h_part, E_product, b_product).float()
            log_p = z.log_softmax(-1)
            nll = -log_p.gather(-1, y_part).sum()
            negative += nll
            total += (1 - smoothing) * nll
            if smoothing:  # a pass over all logits
                total += smoothing * -log_p.mean(-1).sum()
            if dh is None or dE is None:
                continue
            dz = log_p.exp_()
            if smoothing:
                dz.sub_(smoothing / z.shape[-1])
            dz.scatter_add_(-1, y_part, dz.new_full(y_part.shape, smoothing - 1))
            if db is not None:
                db += dz.sum(0)
            dz = dz.to(product)
            dh[start : start + rows] = dz @ E_product
            dE += dz.T @ h_part
        ctx.gradients = (dh, dE, db)
        ctx.mark_non_differentiable(negative)
        return total, negative

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        gradients, ctx.gradients = ctx.gradients, None
        return *(None if each is None else each.mul_(upstream[0]) for each in gradients), None, None, None
