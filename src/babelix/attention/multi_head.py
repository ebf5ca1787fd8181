"""Multi-head attention (Vaswani et al. 2017, section 3.2.2).

    MultiHead(Q, K, V) = Concat(head_1, ..., head_h) W^O
    head_i = Attention(Q W_i^Q, K W_i^K, V W_i^V)

The h matrices W_i^Q stand side by side in one matrix W_Q (likewise K and V), so one product serves all heads.
"""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from babelix.attention.dot_product import scaled_dot_product_attention
from babelix.attention.widths import head_widths


class Cache(NamedTuple):
    """Projected keys and values of one attention, batch first, so that a search may gather them."""

    K: Float[Tensor, "batch heads keys d_k"]
    V: Float[Tensor, "batch heads keys d_v"]


class MultiHeadAttention(nn.Module):
    """Attention of `heads` heads between sequences of width `d_model`.

    `d_k` and `d_v` are the widths of one head's keys and values, d_model / heads unless given (rows B of Table 3
    give others). The projections carry biases when `bias`, as in the authors' code and `torch.nn`; the equations
    have none. Raises `RequestError` when a width is neither given nor whole.
    """

    def __init__(
        self, d_model: int, heads: int, *, d_k: int | None = None, d_v: int | None = None, bias: bool = True
    ) -> None:
        super().__init__()
        self.heads = heads
        d_k, d_v = head_widths(d_model, heads, d_k, d_v)
        self.W_Q = nn.Linear(d_model, heads * d_k, bias=bias)
        self.W_K = nn.Linear(d_model, heads * d_k, bias=bias)
        self.W_V = nn.Linear(d_model, heads * d_v, bias=bias)
        self.W_O = nn.Linear(heads * d_v, d_model, bias=bias)
        for projection in (self.W_Q, self.W_K, self.W_V, self.W_O):
            nn.init.xavier_uniform_(projection.weight)
            if bias:
                nn.init.zeros_(projection.bias)

    def project(self, keys: Float[Tensor, "batch keys d_model"]) -> Cache:
        """Return K and V of every head for `keys`: what a cache keeps."""
        return Cache(self._split(self.W_K(keys)), self._split(self.W_V(keys)))

    def forward(
        self,
        queries: Float[Tensor, "batch queries d_model"],
        memory: Cache,
        mask: Bool[Tensor, "..."] | None = None,
        *,
        weights: bool = False,
    ) -> tuple[Float[Tensor, "batch queries d_model"], Float[Tensor, "batch heads queries keys"] | None]:
        """Attend from `queries` to the projected `memory`; return the output and, if asked, each head's weights."""
        Q = self._split(self.W_Q(queries))
        heads, A = scaled_dot_product_attention(Q, memory.K, memory.V, mask, weights=weights)
        out: Tensor = self.W_O(heads.transpose(1, 2).flatten(2))
        return out, A

    def _split(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:-1], self.heads, -1).transpose(1, 2)


def extend(past: Cache, new: Cache) -> Cache:
    """Return `past` followed by `new` along the key axis."""
    return Cache(torch.cat([past.K, new.K], dim=2), torch.cat([past.V, new.V], dim=2))
