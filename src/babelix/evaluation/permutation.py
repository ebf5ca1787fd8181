"""What the best of many heads reaches by chance: choosing is part of the null.

What attention that knows nothing would not know is which mention is right, so the null swaps right and wrong, with
probability 1/2, in all items of a cluster together (twins, copies with another pronoun). A head that always looks at
the same place, and is right in exactly one of two twins, stays at one half. The best head is chosen anew in every
permutation.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int64

from babelix.base.errors import RequestError
from babelix.base.seeds import generator

Null = Float64[np.ndarray, " permutations"]


@dataclass(frozen=True, eq=False)
class Table:
    """Which items each head got right (1, 0, ties 1/2), and which items hang together."""

    name: str
    correct: Float64[np.ndarray, "items heads"]
    clusters: Int64[np.ndarray, " items"]


@dataclass(frozen=True)
class Chance:
    """What chance gives: mean, central 95 %, 95th percentile; the one-sided P value of what was seen."""

    mean: float
    low: float
    high: float
    percentile_95: float
    p_value: float
    permutations: int
    seed: int


def best_by_chance(table: Table, permutations: int = 1000, seed: int = 1) -> Null:
    """Return the accuracy of the best of all heads in each permutation, chosen and reported on the same items."""
    best: Null = permuted(table, permutations, seed).max(axis=1)
    return best


def chosen_by_chance(training: Table, table: Table, permutations: int = 1000, seed: int = 1) -> Null:
    """Return, in each permutation, the accuracy on `table` of the head that was best on the permuted `training`."""
    best = permuted(training, permutations, seed).argmax(axis=1)
    chosen: Null = permuted(table, permutations, seed)[np.arange(permutations), best]
    return chosen


def permuted(table: Table, permutations: int, seed: int) -> Float64[np.ndarray, "permutations heads"]:
    """Return every head's accuracy in each permutation. Sets of different names are swapped independently."""
    if permutations < 1:
        raise RequestError(f"expected at least one permutation, got {permutations}")
    _, cluster = np.unique(table.clusters, return_inverse=True)
    above = np.zeros((int(cluster.max()) + 1, table.correct.shape[1]))
    np.add.at(above, cluster, table.correct - 0.5)
    swap = generator(seed, "permutation", table.name).integers(0, 2, (permutations, len(above)))
    accuracy: Float64[np.ndarray, "permutations heads"] = 0.5 + (1.0 - 2.0 * swap) @ above / len(
        table.correct
    )
    return accuracy


def chance(seen: float, null: Null, seed: int) -> Chance:
    """Return the summary of a null; P = (1 + permutations as good as `seen`) / (1 + permutations)."""
    low, high, percentile_95 = (float(q) for q in np.quantile(null, [0.025, 0.975, 0.95]))
    as_good = int((null >= seen - 1e-12).sum())
    p_value = (1 + as_good) / (1 + len(null))
    return Chance(float(null.mean()), low, high, percentile_95, p_value, len(null), seed)
