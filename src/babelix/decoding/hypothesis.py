"""What a search returns, and how it is scored."""

from collections.abc import Sequence
from dataclasses import dataclass

from jaxtyping import Int
from torch import Tensor

from babelix.base.errors import RequestError


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


def check_request(end: int, max_lengths: Int[Tensor, "batch"], forbidden: Sequence[int]) -> None:
    """Raise `RequestError` where no search could succeed: a limit below 1, a forbidden end token."""
    if len(max_lengths) and int(max_lengths.min()) < 1:
        raise RequestError(
            f"max_lengths must be at least 1 (the end token counts), got {int(max_lengths.min())}"
        )
    if end in forbidden:
        raise RequestError(f"the end token {end} is among the forbidden tokens: no hypothesis could finish")
