"""Words are taught vectors: what a layer makes of a word, read linearly, is drawn to the vector that it was given.

    h_w = mean of the layer's states over the subwords of w              [d_model]
    e_w = |R^T (h_w - b) - v_w|^2 / size                                  v_w: the word's vector        [size]
    R   = (H^T H + r I)^-1 H^T V,   b = mean h_w,   r = trace(H^T H) / d_model

H [words, d_model] are the centred states of words before the first update, V [words, size] their vectors: R is the
ridge regression that reads vectors off the directions in which states differ most, and stands still, so that what it
reads must come to be there. (Ours.)
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor


@dataclass(frozen=True)
class Reading:
    """How vectors are read off states: R [d_model, size] and b [d_model]."""

    R: Float[Tensor, "d_model size"]
    b: Float[Tensor, " d_model"]

    def errors(
        self, h: Float[Tensor, "words d_model"], v: Float[Tensor, "words size"]
    ) -> Float[Tensor, " words"]:
        """Return e_w of every word."""
        missing = (h - self.b) @ self.R - v
        return (missing * missing).mean(1)


def fitted(H: Float[Tensor, "words d_model"], V: Float[Tensor, "words size"]) -> Reading:
    """Return the ridge regression from states to vectors."""
    b = H.mean(0)
    H = H - b
    scatter = H.T @ H
    r = scatter.diagonal().mean()
    R = torch.linalg.solve(scatter + r * torch.eye(len(scatter), dtype=H.dtype, device=H.device), H.T @ V)
    return Reading(R, b)


def word_states(
    h: Float[Tensor, "rows longest d_model"],
    rows: Int[Tensor, " words"],
    starts: Int[Tensor, " words"],
    ends: Int[Tensor, " words"],
) -> Float[Tensor, "words d_model"]:
    """Return h_w, the mean of the states from `starts` up to `ends` of `rows`."""
    sums = torch.cat([h.new_zeros(h.shape[0], 1, h.shape[2]), h.cumsum(1)], 1)
    return (sums[rows, ends] - sums[rows, starts]) / (ends - starts)[:, None]
