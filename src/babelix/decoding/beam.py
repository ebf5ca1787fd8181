"""Beam search with the length penalty of Vaswani et al. 2017, section 6.1 and Wu et al. 2016, section 7."""

from dataclasses import replace

import torch
from jaxtyping import Int
from torch import Tensor

from babelix.decoding.frontier import Frontier
from babelix.decoding.hypothesis import Hypothesis, Key, check_request, check_widths, length_penalty
from babelix.decoding.likeliest import greedy
from babelix.decoding.memory import check_beam
from babelix.decoding.state import State, Step, advance, check_rows, gather, is_identity


@torch.no_grad()
def beam_search(
    step: Step,
    state: State,
    *,
    start: int,
    end: int,
    max_lengths: Int[Tensor, "batch"],
    beam: int = 4,
    alpha: float = 0.6,
    n_best: int = 1,
    forbidden: tuple[int, ...] = (),
    horizon: int | None = None,
    key: Key | None = None,
) -> list[list[Hypothesis]]:
    """Return the `n_best` hypotheses of each sentence: finished before unfinished, then best score first.

    At every position the `beam` likeliest continuations that go on are kept; of the `beam` likeliest of all,
    those that end are finished and scored log P / lp. A sentence is done when no hypothesis that goes on
    could still enter its n best, whatever it said up to its limit; so the first of n is the same for every n.
    A beam of one keeps one hypothesis, finished or not: it is greedy. Equal scores: the better-placed parent
    first, then the lower token.

    Being that sure costs steps. `horizon` credits a hypothesis with that many more tokens at most when it is
    judged hopeless (None: up to its limit, which is exact); 1 takes it as ending at once.

    Of two hypotheses with the same `key`, which is asked of their tokens, only the better is among several best: the
    next one moves up.

    `state` has one row a sentence (the search makes the rows of the beam itself); `max_lengths` counts the
    end token. A list is shorter than `n_best` only where the model leaves fewer sentences possible. Raises
    `RequestError` on an impossible request, and on a beam for which memory does not suffice.
    """
    check_request(end, max_lengths.tolist(), forbidden)
    check_widths(beam, n_best, alpha, horizon)
    if beam == 1:
        only = greedy(step, state, start=start, end=end, max_lengths=max_lengths, forbidden=forbidden)
        return [[_penalised(hypothesis, alpha)] for hypothesis in only]
    check_rows(state, len(max_lengths))
    check_beam(beam, max_lengths.tolist())
    frontier = Frontier(
        max_lengths,
        end=end,
        beam=beam,
        alpha=alpha,
        n_best=n_best,
        forbidden=forbidden,
        horizon=horizon,
        key=key,
    )
    last = torch.full_like(max_lengths, start)
    while len(last):
        rows = len(last)
        log_probs, state = advance(step, last, state, (end, *forbidden))
        last, parents, sentences_stay = frontier.extend(log_probs)
        if len(last) and not is_identity(parents, rows):
            state = gather(state, parents, sentences_stay=sentences_stay)
    return frontier.results


def _penalised(hypothesis: Hypothesis, alpha: float) -> Hypothesis:
    length = len(hypothesis.tokens) + hypothesis.finished
    return replace(hypothesis, score=hypothesis.log_probability / length_penalty(length, alpha))
