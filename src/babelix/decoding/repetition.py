"""Against going in circles: a step that bans repeated n-grams and makes tokens already said less likely.

No repeated n-gram: Paulus et al. 2017 (arXiv 1705.04304), section 2.5. Repetition penalty: Keskar et al. 2019 (arXiv
1909.05858), section 4.1. Both stand between a step and a search, so every search has them.
"""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from babelix.decoding.phrases import Repetition
from babelix.decoding.state import State, Step


def watched(
    repetition: Repetition, step: Step, state: State, rows: int, device: torch.device
) -> tuple[Step, State]:
    """Return `step` under the rules of `repetition` and the state it begins with; both as they are if all is allowed.

    `rows` are those of `state` before the first step.
    """
    if repetition.allowed:
        return step, state
    return _Watching(step, repetition), _Watched(
        state, torch.zeros((rows, 0), dtype=torch.long, device=device)
    )


class _Watched(NamedTuple):
    """The state of the step underneath, and what each row has read: the start token, then what it said."""

    state: State
    read: Int[Tensor, "rows so_far"]


class _Watching:
    """A step that remembers what each row said."""

    def __init__(self, step: Step, repetition: Repetition) -> None:
        self._step, self._repetition = step, repetition

    def __call__(
        self, tokens: Int[Tensor, " rows"], state: _Watched
    ) -> tuple[Float[Tensor, "rows vocab"], _Watched]:
        read = torch.cat([state.read, tokens[:, None]], dim=1)
        log_probs, inner = self._step(tokens, state.state)
        said, n = read[:, 1:], self._repetition.no_repeat_ngram
        if self._repetition.penalty != 1:
            log_probs = penalised(log_probs, said, self._repetition.penalty)
        if n is not None:
            log_probs = log_probs.masked_fill(repeating(said, n, log_probs.shape[1]), -torch.inf)
        return log_probs, _Watched(inner, read)


def penalised(
    log_probs: Float[Tensor, "rows vocab"], said: Int[Tensor, "rows so_far"], theta: float
) -> Float[Tensor, "rows vocab"]:
    """Return the log-probabilities with those of tokens `said` already made smaller.

    p_i = exp(x_i / (T I(i in g))) / sum_j exp(x_j / (T I(j in g))), I(c) = theta if c else 1, with g what was said and
    T = 1 (Keskar et al. 2019, section 4.1). The scores x are log p, which are never above 0: they are multiplied by
    theta, since dividing them would make what was said likelier.
    """
    x = log_probs.scatter(1, said, log_probs.gather(1, said) * theta)
    total = x.logsumexp(dim=1, keepdim=True)
    return x - total.where(total > -torch.inf, torch.zeros_like(total))


def repeating(said: Int[Tensor, "rows so_far"], n: int, vocab: int) -> Bool[Tensor, "rows vocab"]:
    """Tell which next tokens would end an n-gram that stands in what was `said` already: these get probability 0.

    Paulus et al. 2017, section 2.5.
    """
    banned = torch.zeros((len(said), vocab), dtype=torch.bool, device=said.device)
    if said.shape[1] < n:
        return banned
    ngrams = said.unfold(1, n, 1)
    ending = said[:, said.shape[1] - n + 1 :]
    rows, places = (ngrams[:, :, :-1] == ending[:, None]).all(dim=2).nonzero(as_tuple=True)
    banned[rows, ngrams[rows, places, -1]] = True
    return banned
