"""What a search returns, and how it is scored."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from babelix.base.errors import RequestError, TaskError

Key: TypeAlias = Callable[[Sequence[int]], Hashable]
"""What makes two hypotheses the same, of their tokens: the text they stand for, say."""


@dataclass(frozen=True)
class Hypothesis:
    """One output of a search.

    `tokens` stand without start and end; `log_probability` is the model's, in nats, the end token's included;
    `score` is what the search ranks by; `finished` is False when the limit came before the end token.
    """

    tokens: tuple[int, ...]
    log_probability: float
    score: float
    finished: bool = True


def length_penalty(length: int, alpha: float) -> float:
    """lp(Y) = (5 + |Y|)^alpha / (5 + 1)^alpha. Wu et al. 2016 (arXiv 1609.08144), section 7, equation 14.

    |Y| counts the end token, as in the authors' own code; s(Y, X) = log P(Y|X) / lp(Y), without coverage.
    """
    return float(((5 + length) / (5 + 1)) ** alpha)


def check_request(end: int, limits: Sequence[int], forbidden: Sequence[int]) -> None:
    """Raise `RequestError` where no search could succeed: a limit below 1, a forbidden end token."""
    least = min(limits, default=1)
    if least < 1:
        raise RequestError(f"max_lengths must be at least 1 (the end token counts), got {least}")
    if end in forbidden:
        raise RequestError(f"the end token {end} is among the forbidden tokens: no hypothesis could finish")


def check_widths(beam: int, n_best: int, alpha: float, horizon: int | None = None) -> None:
    """Raise `RequestError` on a beam, a number of best or a penalty that no search can have."""
    if beam < 1:
        raise RequestError(f"`beam` must be at least 1, got {beam}", setting="beam")
    if not 1 <= n_best <= beam:
        raise RequestError(
            f"`n_best` must be between 1 and the beam ({beam}), got {n_best}", setting="n_best"
        )
    if not 0 <= alpha < math.inf:
        raise RequestError(
            f"`alpha`, the length penalty's power, must be 0 or more, got {alpha}", setting="alpha"
        )
    if horizon is not None and horizon < 1:
        raise RequestError(f"horizon must be at least 1 (the end token), got {horizon}")


def no_numbers() -> TaskError:
    """Return the error of a model whose log-probabilities are NaN."""
    return TaskError(
        "the model's log-probabilities are not numbers (NaN): its weights or precision are at fault"
    )
