"""Losses of counts: Poisson's, alone or split into how much there is and where (Avsec et al. 2021; Linder et al. 2025).

With predictions p_b > 0 and targets y_b of the bins b of a window and a track, both plus epsilon, and their sums P, Y:

    Poisson               L = sum_b p_b - y_b log p_b
    Poisson-multinomial   L = w (P - Y log P) - sum_b y_b log(p_b / P)

With w = 1 the second is the first: P - Y log P - sum y log p + Y log P. A smaller w minds the shape more. Baskerville
divides both by the number of bins, which the loop does here. A target that is not a number is missing: neither it nor
the prediction there counts.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

EPSILON = 1e-6


@dataclass(frozen=True, kw_only=True)
class CountLoss:
    """Which loss: Poisson's where `total` is None, else Poisson-multinomial with w = `total`; `epsilon` as above."""

    total: float | None = None
    epsilon: float = EPSILON

    def __call__(
        self, predicted: Float[Tensor, "batch bins tracks"], target: Float[Tensor, "batch bins tracks"]
    ) -> Float[Tensor, " tracks"]:
        """Return L of each track, summed over windows and bins."""
        known = ~target.isnan()
        y = torch.where(known, target, 0.0) + self.epsilon * known
        p = torch.where(known, predicted, 0.0) + self.epsilon * known
        # Where nothing is known p is 1, whose logarithm is nothing.
        log_p = torch.where(known, p, 1.0).log()
        if self.total is None:
            return (p - y * log_p).sum((0, 1))
        P, Y = p.sum(1, keepdim=True), y.sum(1, keepdim=True)
        log_P = torch.where(P > 0, P, 1.0).log()
        shape = (y * (log_P - log_p)).sum((0, 1))
        return self.total * (P - Y * log_P).sum((0, 1)) + shape
