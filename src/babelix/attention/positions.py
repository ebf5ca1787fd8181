"""Positions added to embeddings (Vaswani et al. 2017, section 3.5).

PE(pos, 2i)   = sin(pos / 10000^(2i / d_model))
PE(pos, 2i+1) = cos(pos / 10000^(2i / d_model))
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from babelix.base.errors import RequestError


def sinusoids(length: int, d_model: int) -> Float[Tensor, "length d_model"]:
    """Return PE for positions 0 .. length-1, computed in float64 so that far positions keep their phase."""
    pos = torch.arange(length, dtype=torch.float64)[:, None]
    two_i = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = pos / 10000.0 ** (two_i / d_model)
    PE = torch.empty(length, d_model, dtype=torch.float64)
    PE[:, 0::2] = angle.sin()
    PE[:, 1::2] = angle.cos()[:, : d_model // 2]
    return PE.float()


class SinusoidalPositions(nn.Module):
    """The fixed sinusoids; grows with the longest sequence seen, holds no parameters."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.d_model = d_model
        self.register_buffer("PE", sinusoids(256, d_model), persistent=False)
        self.PE: Tensor

    def forward(self, start: int, length: int) -> Float[Tensor, "length d_model"]:
        """Return PE of positions start .. start+length-1."""
        if start + length > self.PE.shape[0]:
            self.PE = sinusoids(2 * (start + length), self.d_model).to(self.PE)
        return self.PE[start : start + length]


class LearnedPositions(nn.Module):
    """One learned vector a position, up to `max_length` (row E of Table 3)."""

    def __init__(self, d_model: int, max_length: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(max_length, d_model)
        nn.init.normal_(self.embedding.weight, std=d_model**-0.5)

    def forward(self, start: int, length: int) -> Float[Tensor, "length d_model"]:
        """Return the vectors of positions start .. start+length-1. Raises `RequestError` past `max_length`."""
        if start + length > self.embedding.num_embeddings:
            raise RequestError(
                f"a sequence of {start + length} tokens exceeds the {self.embedding.num_embeddings} learned positions "
                "of this model; shorten it or train with sinusoidal positions"
            )
        return self.embedding.weight[start : start + length]
