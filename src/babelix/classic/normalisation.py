"""Local response normalisation (Krizhevsky et al. 2012, section 3.3).

    b_i = a_i / (k + alpha sum_(j = max(0, i - n/2))^(min(N - 1, i + n/2)) a_j^2)^beta

The sum over neighbouring channels is a product with a banded matrix: a 1 x 1 convolution of the squares. torch's own
module takes several times as long, and divides alpha by n, which the paper does not.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional


class LocalResponseNorm(nn.Module):
    """Normalises each channel by the `n` around it; the numbers unless given are the paper's. `channels` is N."""

    band: Tensor

    def __init__(
        self, channels: int, n: int = 5, *, k: float = 2.0, alpha: float = 1e-4, beta: float = 0.75
    ) -> None:
        super().__init__()
        self.k, self.alpha, self.beta = k, alpha, beta
        place = torch.arange(channels)
        near = (place[:, None] - place[None, :]).abs() <= n // 2
        self.register_buffer("band", near.float()[:, :, None, None], persistent=False)

    def forward(
        self, a: Float[Tensor, "batch channels rows columns"]
    ) -> Float[Tensor, "batch channels rows columns"]:
        """Return b."""
        d = self.k + self.alpha * functional.conv2d(a * a, self.band.to(a.dtype))
        if self.beta == 0.75:
            inverse = d.rsqrt()  # d^-3/4 by two roots, which are cheaper than a power
            return a * inverse * inverse.sqrt()
        return a * d.pow(-self.beta)
