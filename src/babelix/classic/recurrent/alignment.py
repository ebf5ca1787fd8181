"""Additive attention: where a decoder in state s looks (Bahdanau et al. 2015, section 3.1, appendix A.1.2).

e_ij = v_a^T tanh(W_a s_{i-1} + U_a h_j),    alpha_ij = exp(e_ij) / sum_k exp(e_ik),    c_i = sum_j alpha_ij h_j
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn


class Alignment(nn.Module):
    """v_a, W_a and U_a for states of width `state` and annotations of width `annotation`, compared in `width`."""

    def __init__(self, state: int, annotation: int, width: int) -> None:
        super().__init__()
        self.W_a, self.U_a = nn.Linear(state, width), nn.Linear(annotation, width, bias=False)
        self.v_a = nn.Parameter(torch.empty(width).uniform_(-(width**-0.5), width**-0.5))

    def forward(
        self,
        s: Float[Tensor, "batch state"],
        h: Float[Tensor, "batch source annotation"],
        compared: Float[Tensor, "batch source width"],
        mask: Bool[Tensor, "batch source"],
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
        """Return c_i and alpha_i; `compared` is U_a h, the same for every s; `mask` is true where there are words."""
        e = torch.tanh(self.W_a(s)[:, None] + compared) @ self.v_a
        alpha = e.float().masked_fill(~mask, float("-inf")).softmax(-1)
        return (alpha[:, None].to(h.dtype) @ h)[:, 0], alpha
