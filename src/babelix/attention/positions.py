"""Positions added to embeddings (Vaswani et al. 2017, section 3.5): sinusoids, or learned vectors."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from babelix.attention.sines import check_learned, sinusoid_table


def sinusoids(length: int, d_model: int) -> Float[Tensor, "length d_model"]:
    """Return PE for positions 0 .. length-1, computed in float64 so that far positions keep their phase."""
    return torch.from_numpy(sinusoid_table(length, d_model)).to(torch.get_default_device())


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
        check_learned(start + length, self.embedding.num_embeddings)
        return self.embedding.weight[start : start + length]
