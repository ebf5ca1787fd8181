"""R-Drop: a sentence passes twice, with other elements dropped, and both predictions are drawn to each other.

    L = 1/2 (L_1 + L_2) + alpha/4 (KL(p_1 || p_2) + KL(p_2 || p_1))      (Liang et al. 2021, equations 2 to 4, halved)
    L_i  = - sum_k q_k log p_ik,   p_i = softmax(z_i),   z_i = h_i E^T            (q: `babelix.training.loss`)
    dL/dz_1 = 1/2 (p_1 - q) + alpha/4 (p_1 (log p_1 - log p_2 - KL(p_1 || p_2)) + p_1 - p_2), and 1 and 2 exchanged

Halved, so that a step is as long as without it; all of a position counts w_y times, as in the plain loss. Logits exist
for `rows` positions at a time, as there.
"""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.autograd.function import once_differentiable

from babelix.training.precision import product_type

_ROWS = 512


def consistent_cross_entropy(
    h_1: Float[Tensor, "positions d_model"],
    h_2: Float[Tensor, "positions d_model"],
    E: Float[Tensor, "vocabulary d_model"],
    y: Int[Tensor, " positions"],
    *,
    smoothing: float,
    alpha: float,
    w: Float[Tensor, " vocabulary"] | None = None,
    rows: int = _ROWS,
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return two sums over the positions: L, which carries gradients, and the mean of both -log p(y), which does not.

    Positions count `w` times by their targets in the first sum, once in the second. Under autocast the products run in
    its type; sums and softmax stay in float32.
    """
    total, negative = _Consistent.apply(h_1, h_2, E, y, w, (smoothing, alpha), rows)  # type: ignore[no-untyped-call]
    return total, negative


class _Consistent(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        h_1: Tensor,
        h_2: Tensor,
        E: Tensor,
        y: Tensor,
        w: Tensor | None,
        numbers: tuple[float, float],
        rows: int,
    ) -> tuple[Tensor, Tensor]:
        smoothing, alpha = numbers
        product = product_type(h_1)
        E_product = E.to(product)
        dh, dE = (torch.empty_like(h_1), torch.empty_like(h_2)), torch.zeros_like(E)
        total, negative = (h_1.new_zeros((), dtype=torch.float32) for _ in range(2))
        for start in range(0, h_1.shape[0], rows):
            part = slice(start, start + rows)
            h, y_part = (h_1[part].to(product), h_2[part].to(product)), y[part, None]
            log_p = [(each @ E_product.T).float().log_softmax(-1) for each in h]
            p = [each.exp() for each in log_p]
            d = log_p[0] - log_p[1]
            w_y = 1.0 if w is None else w[y_part]
            for i, sign in ((0, 1.0), (1, -1.0)):
                nll = -log_p[i].gather(-1, y_part)
                negative += nll.sum() / 2
                smoothed = (1 - smoothing) * nll - smoothing * log_p[i].mean(-1, keepdim=True)
                kl = sign * (p[i] * d).sum(-1, keepdim=True)
                total += (w_y * (smoothed / 2 + alpha / 4 * kl)).sum()
                dz = (p[i] - smoothing / E.shape[0]) / 2
                dz += alpha / 4 * (p[i] * (sign * d - kl) + p[i] - p[1 - i])
                dz.scatter_add_(-1, y_part, dz.new_full(y_part.shape, (smoothing - 1) / 2))
                dz = (dz * w_y).to(product)
                dh[i][part] = dz @ E_product
                dE += dz.T @ h[i]
        ctx.gradients = (*dh, dE)
        ctx.mark_non_differentiable(negative)
        return total, negative

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        gradients = [each * upstream[0] for each in ctx.gradients]
        ctx.gradients = None
        return (*gradients, *(None,) * 4)
