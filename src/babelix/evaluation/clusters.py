"""The bootstrap of items that are not independent: whole clusters are drawn."""

import numpy as np
from jaxtyping import Float64, Int64

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.evaluation.bootstrap import Interval

_ENDS = (0.025, 0.975)


def share(
    correct: Float64[np.ndarray, " items"],
    clusters: Int64[np.ndarray, " items"],
    samples: int = 1000,
    seed: int = 1,
) -> Interval:
    """Return the mean of `correct` with its 95 % percentile interval over draws of clusters."""
    _, cluster = np.unique(clusters, return_inverse=True)
    sums, counts = np.bincount(cluster, correct), np.bincount(cluster)
    drawn = draws(len(sums), samples, seed)
    signature = f"n:{len(correct)}|clusters:{len(sums)}|bs:{samples}|seed:{seed}"
    return percentile_interval(float(correct.mean()), (drawn @ sums) / (drawn @ counts), signature)


def draws(clusters: int, samples: int, seed: int) -> Int64[np.ndarray, "samples clusters"]:
    """Return how often each cluster is in each resample. The same arguments give the same draws: differences pair."""
    if samples < 1:
        raise RequestError(f"expected at least one resample, got {samples}")
    rng = generator(seed, "clusters", clusters)
    return rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=samples)


def percentile_interval(score: float, drawn: Float64[np.ndarray, " samples"], signature: str) -> Interval:
    """Return `score` with the central 95 % of `drawn`."""
    low, high = np.quantile(drawn, _ENDS)
    return Interval(score, float(low), float(high), 0.95, signature)
