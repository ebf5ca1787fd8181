"""How many reads make a bin present: ChromHMM's Poisson rule, without and with control."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Rule:
    """When a bin is present; the defaults are ChromHMM's.

    A count is present when it is improbable under a Poisson distribution with the mean expected of the bin: its upper
    tail is below `p_value`. `strict` asks for one read more, `fold` for at least ``ceil(fold * mean)`` and `least` for
    at least so many reads. A control is counted with `pseudocount` added and summed over `flank` bins on either side.
    """

    p_value: float = 1e-4
    strict: bool = False
    fold: float = 0.0
    least: float = 0.0
    pseudocount: int = 1
    flank: int = 5

    def __post_init__(self) -> None:
        """Refuse numbers that make no rule."""
        if not 0 < self.p_value < 1:
            raise RequestError(
                f"`p_value` {self.p_value:g}: expected a probability between 0 and 1, such as 1e-4",
                setting="p_value",
            )
        for name in ("fold", "least", "flank", "pseudocount"):
            number = getattr(self, name)
            if not number >= 0:
                raise RequestError(f"`{name}` {number:g}: expected 0 or more", setting=name)

    def threshold(self, mean: float) -> int:
        r"""Return the least count that is present when `mean` counts are expected.

        With P(n) = e^-mean mean^n / n!, terms are added from n = 0 while the sum is at most 1 - p; the threshold is
        the number of terms added less one (the number of terms when `strict`), and at least 1.
        """
        terms, total = 0, 0.0
        while total <= 1 - self.p_value:
            total += _poisson(terms, mean)
            terms += 1
            if terms > mean + 40 * math.sqrt(mean) + 200:
                break
        found = terms if self.strict else terms - 1
        return max(found, 1, math.ceil(self.fold * mean), math.ceil(self.least))

    def thresholds(self, means: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the threshold of every mean; each distinct value is worked out once."""
        distinct, inverse = np.unique(means, return_inverse=True)
        return np.array([self.threshold(float(mean)) for mean in distinct], np.int64)[inverse]

    def smoothed(self, control: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the control's counts plus pseudo-count, summed over the bins within `flank`, fewer at the ends."""
        sums = np.concatenate([[0], np.cumsum(control + self.pseudocount)])
        at = np.arange(len(control))
        high = np.minimum(at + self.flank + 1, len(control))
        low = np.maximum(at - self.flank, 0)
        return np.asarray(sums[high] - sums[low], np.int64)


def _poisson(count: int, mean: float) -> float:
    if mean <= 0:
        return 1.0 if count == 0 else 0.0
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
