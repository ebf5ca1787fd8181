"""Perplexity: how many choices a model hesitates between at each token, on average."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.evaluation.bleu import Floats, Statistics


@dataclass(frozen=True)
class Perplexity:
    """A perplexity and what it was counted over: perplexities over different units do not compare.

    `log_probability` is the total, in nats, over `count` units (``subword``, ``word``, ``character``).
    """

    perplexity: float
    log_probability: float
    count: int
    unit: str

    @property
    def signature(self) -> str:
        """How the number was made."""
        return f"unit:{self.unit}|count:{self.count}"

    @property
    def nats(self) -> float:
        """The cross-entropy in nats for each unit: the loss."""
        return -self.log_probability / self.count

    @property
    def bits(self) -> float:
        """The cross-entropy in bits for each unit."""
        return self.nats / math.log(2)

    def per(self, unit: str, count: int) -> "Perplexity":
        """Return the perplexity of the same text counted in `count` other units, such as its words."""
        return perplexity(self.log_probability, count, unit)


@checked
def perplexity(log_probability: float, count: int, unit: str = "subword") -> Perplexity:
    """Return exp(-log_probability / count), log_probability in nats, infinite where it overflows.

    Raises `RequestError` when nothing was counted or the log-probability is positive or no number.
    """
    if count < 1:
        raise RequestError(f"expected at least one {unit} to take a perplexity over, got {count}")
    if math.isnan(log_probability) or log_probability > 0:
        raise RequestError(f"expected a log-probability of 0 or less, got {log_probability}")
    try:
        value = math.exp(-log_probability / count)
    except OverflowError:
        value = math.inf
    return Perplexity(value, log_probability, count, unit)


@dataclass(frozen=True)
class WordPerplexity:
    """Perplexity as the bootstrap takes it: of each sentence, the sum of -log p and the words it is over."""

    @property
    def name(self) -> str:
        """``perplexity``."""
        return "perplexity"

    @property
    def higher_is_better(self) -> bool:
        """False."""
        return False

    def scores(self, sums: Floats) -> Floats:
        """Return exp(sum of -log p / words), (...), of sums (..., 2)."""
        return np.asarray(np.exp(sums[..., 0] / sums[..., 1]))

    def statistics(self, negative: Floats, ends: Sequence[int]) -> Statistics:
        """Return (sentences, 2) of -log p (words,), sentences ending after the words at `ends`."""
        starts = np.array([0, *(end + 1 for end in ends[:-1])])
        words = np.diff([*starts, len(negative)])
        return Statistics(np.stack([np.add.reduceat(negative, starts), words], 1), "unit:word")
