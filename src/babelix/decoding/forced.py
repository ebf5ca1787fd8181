"""Forced decoding: how likely a model finds sentences that are given."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.decoding.state import State, Step
from babelix.decoding.walk import walk


@dataclass(frozen=True)
class Forced:
    """The log-probability of a given sentence, in nats: of each token (the end token last) and their sum."""

    log_probabilities: tuple[float, ...]
    log_probability: float


@torch.no_grad()
def force(
    step: Step,
    state: State,
    *,
    start: int,
    end: int,
    targets: Sequence[Sequence[int]],
    device: torch.device | str = "cpu",
) -> list[Forced]:
    """Score `targets`, one a sentence, without start and end tokens; `state` has one row a sentence.

    An impossible token has minus infinity. Raises `RequestError` on a token outside the vocabulary or an end
    token within a target.
    """
    for number, target in enumerate(targets):
        if end in target:
            raise RequestError(f"target {number}: the end token {end} stands inside it; leave it out")
    limits = torch.tensor([len(target) + 1 for target in targets], dtype=torch.long, device=device)
    given = torch.full((len(targets), int(limits.max()) if targets else 0), end, dtype=torch.long)
    for number, target in enumerate(targets):
        given[number, : len(target)] = torch.tensor(target, dtype=torch.long)
    given = given.to(device)

    def choose(log_probs: Tensor, rows: Tensor, position: int) -> Tensor:
        if position == 0:
            _check_vocabulary(targets, log_probs.shape[1])
        return given[rows, position]

    path = walk(step, state, choose, start=start, end=end, limits=limits)
    lengths = limits.tolist()
    rows = [tuple(row[:length]) for row, length in zip(path.log_probs.tolist(), lengths, strict=True)]
    return [Forced(row, sum(row)) for row in rows]


def _check_vocabulary(targets: Sequence[Sequence[int]], size: int) -> None:
    for number, target in enumerate(targets):
        for token in target:
            if not 0 <= token < size:
                raise RequestError(
                    f"target {number}: token {token} is outside the vocabulary of {size} (0 to {size - 1})"
                )
