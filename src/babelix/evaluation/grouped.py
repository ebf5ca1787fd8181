"""The mean of a score over groups, and how far it would move with other groups: a bootstrap over groups, not rows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from babelix.base.errors import RequestError
from babelix.base.seeds import generator


@dataclass(frozen=True)
class GroupMean:
    """The mean over `groups` groups with the ends of its percentile interval at `confidence`, and how it was made.

    All three are NaN where no group has a score; the ends where there is one group only.
    """

    mean: float
    low: float
    high: float
    groups: int
    confidence: float
    samples: int
    seed: int


def group_mean(
    scores: ArrayLike,
    groups: Sequence[Hashable],
    samples: int = 1000,
    seed: int = 1,
    confidence: float = 0.95,
) -> GroupMean:
    """Return the mean over groups of the mean score in each, with its bootstrap interval over groups.

    Scores of one group (replicates of an experiment) are averaged first, so that a group counts once however many it
    has; whole groups are drawn with replacement (Davison and Hinkley 1997, section 3.8). A NaN is left out. Raises
    `RequestError` unless every score has its group.
    """
    values = np.asarray(scores, np.float64)
    if values.ndim != 1 or len(values) != len(groups):
        raise RequestError(f"expected a group for each score, got {len(groups)} for shape {values.shape}")
    if samples < 1:
        raise RequestError(f"`resamples` {samples}: expected at least 1", setting="resamples")
    members: dict[Hashable, list[float]] = {}
    for value, group in zip(values.tolist(), groups, strict=True):
        if not np.isnan(value):
            members.setdefault(group, []).append(value)
    means = np.array([np.mean(each) for each in members.values()])
    count = len(means)
    low = high = float("nan")
    if count > 1:
        drawn = means[generator(seed, "bootstrap over groups").integers(0, count, (samples, count))].mean(1)
        tail = (1 - confidence) / 2
        low, high = (float(end) for end in np.quantile(drawn, [tail, 1 - tail]))
    mean = float(means.mean()) if count else float("nan")
    return GroupMean(mean, low, high, count, confidence, samples, seed)
