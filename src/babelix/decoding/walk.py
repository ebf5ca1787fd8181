"""The loop of every search that follows one hypothesis a row: greedy or sampled."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import torch
from jaxtyping import Bool, Float64, Int
from torch import Tensor

from babelix.decoding.hypothesis import Hypothesis
from babelix.decoding.state import State, Step, advance, check_rows, gather, refuse_nan

Choose: TypeAlias = Callable[[Tensor, Tensor, int], Tensor]
"""(log-probabilities (rows, vocab), rows' numbers, position) -> tokens (rows), -1 where none is possible."""


class Path(NamedTuple):
    """What was chosen: ``lengths[i]`` tokens in row i (the end token counts where `finished`), then zeros."""

    tokens: Int[Tensor, "rows steps"]
    log_probs: Float64[Tensor, "rows steps"]
    lengths: Int[Tensor, "rows"]
    finished: Bool[Tensor, "rows"]

    def hypotheses(self) -> list[Hypothesis]:
        """Return one hypothesis a row, scored by its log-probability."""
        lengths, finished = self.lengths.tolist(), self.finished.tolist()
        totals = self.log_probs.sum(dim=1).tolist()
        return [
            Hypothesis(tuple(row[: length - ended]), total, total, ended)
            for row, length, ended, total in zip(self.tokens.tolist(), lengths, finished, totals, strict=True)
        ]


def walk(
    step: Step,
    state: State,
    choose: Choose,
    *,
    start: int,
    end: int,
    limits: Int[Tensor, "rows"],
    forbidden: Sequence[int] = (),
) -> Path:
    """Follow `choose` from `start` to `end`, at most a row's limit of steps. Rows that stop leave."""
    check_rows(state, len(limits))
    shape = (len(limits), int(limits.max()) if len(limits) else 0)
    device = limits.device
    tokens = torch.zeros(shape, dtype=torch.long, device=device)
    log_probs = torch.zeros(shape, dtype=torch.float64, device=device)
    lengths = torch.zeros_like(limits)
    finished = torch.zeros(len(limits), dtype=torch.bool, device=device)
    rows = torch.arange(len(limits), device=device)
    last = torch.full_like(rows, start)
    for position in range(shape[1]):
        scores, state = advance(step, last, state, (end, *forbidden))
        if forbidden:
            scores = scores.index_fill(1, torch.tensor(forbidden, device=device), -torch.inf)
        chosen = choose(scores, rows, position)
        possible = chosen >= 0
        last = chosen.clamp(min=0)
        gained = scores.gather(1, last[:, None]).squeeze(1).double()
        refuse_nan(gained)
        tokens[rows, position] = last
        log_probs[rows, position] = gained.where(possible, torch.zeros_like(gained))
        lengths[rows] += possible.to(lengths.dtype)
        finished[rows] = possible & (last == end)
        going = (possible & (last != end) & (position + 1 < limits[rows])).nonzero().squeeze(1)
        if len(going) == 0:
            break
        if len(going) < len(rows):
            rows, last, state = rows[going], last[going], gather(state, going)
    return Path(tokens, log_probs, lengths, finished)
