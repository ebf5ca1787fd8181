"""Words are taught vectors: what a layer makes of a word, read linearly, is drawn to the vector that it was given.

    e_w = mean over the subwords i of w of |R^T (h_i - b) - v_w|^2 / size
    R   = (H^T H + r I)^-1 H^T V,   b = mean h_i,   r = trace(H^T H) / d_model

h_i [d_model] is the layer's state at a subword, v_w [size] the vector of its word. Every subword is taught, so that a
piece that words share (*sh|y*, *rock|y*) tells which of them it stands in. H [subwords, d_model] are centred states
before the first update, V [subwords, size] their words' vectors: R is the ridge regression that reads vectors off the
directions in which states differ most, and stands still, so that what it reads must come to be there. (Ours.)
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class Reading:
    """How vectors are read off states: R [d_model, size] and b [d_model]."""

    R: Float[Tensor, "d_model size"]
    b: Float[Tensor, " d_model"]

    def errors(
        self, h: Float[Tensor, "subwords d_model"], v: Float[Tensor, "subwords size"]
    ) -> Float[Tensor, " subwords"]:
        """Return |R^T (h_i - b) - v_w|^2 / size of every subword."""
        missing = (h - self.b) @ self.R - v
        return (missing * missing).mean(1)


def fitted(H: Float[Tensor, "subwords d_model"], V: Float[Tensor, "subwords size"]) -> Reading:
    """Return the ridge regression from states to vectors."""
    b = H.mean(0)
    H = H - b
    scatter = H.T @ H
    r = scatter.diagonal().mean()
    R = torch.linalg.solve(scatter + r * torch.eye(len(scatter), dtype=H.dtype, device=H.device), H.T @ V)
    return Reading(R, b)
