"""Greedy search: the likeliest next token, always."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from babelix.decoding.hypothesis import Hypothesis, check_request
from babelix.decoding.state import State, Step
from babelix.decoding.walk import walk


@torch.no_grad()
def greedy(
    step: Step,
    state: State,
    *,
    start: int,
    end: int,
    max_lengths: Int[Tensor, "batch"],
    forbidden: tuple[int, ...] = (),
) -> list[Hypothesis]:
    """Return one hypothesis a sentence: a beam of one, without the beam's bookkeeping.

    `state` has one row a sentence; `max_lengths` counts the end token; of equal tokens the lower id wins.
    The score is the log-probability.
    Raises `RequestError` on a limit below 1 or a token outside the vocabulary.
    """
    check_request(end, max_lengths.tolist(), forbidden)
    path = walk(step, state, likeliest, start=start, end=end, limits=max_lengths, forbidden=forbidden)
    return path.hypotheses()


def likeliest(
    log_probs: Float[Tensor, "rows vocab"], rows: Int[Tensor, "rows"], position: int
) -> Int[Tensor, "rows"]:
    """Choose each row's likeliest token, the lower id of equals, and -1 where every token is impossible."""
    best, tokens = log_probs.max(dim=1)
    return tokens.where(best > -torch.inf, torch.full_like(tokens, -1))
