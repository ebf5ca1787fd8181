"""Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1).

Attention(Q, K, V) = softmax(Q K^T / sqrt(d_k)) V                                        (equation 1)
"""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional as F

from babelix.attention import short

# Short rows: the plain equations beat the fused kernel's set-up on a CPU, and give the same numbers.
_FUSED_FROM = 64


def scaled_dot_product_attention(
    Q: Float[Tensor, "*batch queries d_k"],
    K: Float[Tensor, "*batch keys d_k"],
    V: Float[Tensor, "*batch keys d_v"],
    mask: Bool[Tensor, "..."] | None = None,
    *,
    weights: bool = False,
) -> tuple[Float[Tensor, "*batch queries d_v"], Float[Tensor, "*batch queries keys"] | None]:
    """Return the attended values, and the attention weights when asked for.

    `mask` broadcasts to (*batch, queries, keys); True = may be attended. A query that may attend to nothing gets
    zeros, in both results, instead of the NaN of an empty softmax. Without `weights` PyTorch's fused kernel runs
    where it is the faster one.
    """
    if not weights and short.takes(Q, K, V, mask):
        return short.attend(Q, K, V, mask), None
    blind = None if mask is None else ~mask.any(-1, keepdim=True)
    if not weights and (K.shape[-2] >= _FUSED_FROM or Q.device.type != "cpu"):
        return _fused(Q, K, V, mask, blind), None
    A = torch.matmul(Q, K.transpose(-2, -1)) / math.sqrt(Q.shape[-1])
    if mask is None or blind is None:
        A = A.softmax(-1)
    else:
        A = A.masked_fill(~mask, torch.finfo(A.dtype).min).softmax(-1).masked_fill(blind, 0.0)
    return torch.matmul(A, V), A if weights else None


def _fused(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None, blind: Tensor | None) -> Tensor:
    """Return equation 1 by PyTorch's kernel; `blind` queries may attend to nothing."""
    if mask is None or blind is None:
        return F.scaled_dot_product_attention(Q, K, V)
    # What an empty softmax gives differs between kernels and versions: let blind queries see, then zero them.
    return F.scaled_dot_product_attention(Q, K, V, attn_mask=mask | blind).masked_fill(blind, 0.0)
