"""The two orders on which ChromHMM's answers depend: of the files while learning, of the states when shown.

The order of files comes from ``java.util.Random``, whose 48-bit linear congruential generator is public (Java SE
documentation, class Random): x <- (x * 0x5DEECE66D + 0xB) mod 2^48, seeded with seed XOR 0x5DEECE66D.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.chromatin.markov.model import Model

_MULTIPLIER = 0x5DEECE66D
_MASK = (1 << 48) - 1
FILE_SEED = 999
SLACK = 1e-12
_DRAWS, _BITS = 16, 1e-13
LETTERS = {
    "emission": "E",
    "transition": "T",
}  # what states can be ordered by, and the letter before their numbers


class JavaRandom:
    """The numbers of ``java.util.Random``."""

    def __init__(self, seed: int) -> None:
        self._state = (seed ^ _MULTIPLIER) & _MASK

    def _bits(self, count: int) -> int:
        self._state = (self._state * _MULTIPLIER + 0xB) & _MASK
        return self._state >> (48 - count)

    def double(self) -> float:
        """Return the next number in [0, 1): 26 then 27 random bits, as ``nextDouble`` draws them."""
        return float((self._bits(26) << 27) + self._bits(27)) * 2.0**-53


def learning_order(paths: Sequence[Path], seed: int = FILE_SEED) -> list[Path]:
    """Return `paths` in the order in which learning visits them: sorted by name, then by one draw for each."""
    random = JavaRandom(seed)
    drawn = [(random.double(), path) for path in sorted(paths, key=lambda path: path.name)]
    return [path for _, path in sorted(drawn, key=lambda pair: pair[0])]


def emission_distance(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sqrt(1 - r) between `rows` (states x marks, or marks x states), r Pearson's correlation; 1 for flat rows.

    Sums run from the first column to the last, and r is (Sxy - Sx Sy / n) / sqrt((Sxx - Sx Sx / n) (Syy - Sy Sy / n)):
    a path and its reverse are equally long, and only with these roundings the same of the two wins as in ChromHMM.
    Where r is rounded to above 1 the distance is no number.
    """
    size, count = rows.shape
    x, xy = np.zeros(size), np.zeros((size, size))
    for column in rows.T:
        x += column
        xy += column[:, None] * column
    own = xy.diagonal() - x * x / count
    scale = np.sqrt(np.clip(own[:, None] * own, 0, None))
    r = np.divide(xy - x[:, None] * x / count, scale, out=np.zeros_like(scale), where=scale > 0)
    return np.asarray(np.sqrt(1 - r, out=np.full_like(r, np.nan), where=r <= 1))


def transition_distance(transition: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 2 - (t_ij + t_ji) between states (states x states)."""
    return np.asarray(2.0 - (transition + transition.T))


def path_order(distance: NDArray[np.float64], slack: float = 0.0) -> list[int]:
    """Return the shortest of the greedy nearest-neighbour paths, one from every start; the first wins ties.

    A path must be shorter by more than `slack` to win: with `SLACK` those of equal length but for rounding are ties.
    As in ChromHMM, a path does not go where the distance is no number, and one that can go nowhere else does not count;
    when none counts the order is that of the rows.
    """
    best, shortest = list(range(len(distance))), np.inf
    reachable = np.where(np.isnan(distance), np.inf, distance)
    for start in range(len(distance)):
        path, total = [start], 0.0
        left = np.zeros(len(distance))
        left[start] = np.inf
        while len(path) < len(distance):
            from_here = reachable[path[-1]] + left
            near = int(np.argmin(from_here))
            total += float(from_here[near])
            path.append(near)
            left[near] = np.inf
        if total < shortest - slack:
            best, shortest = path, total
    return best


def state_order(model: Model, by: str = "emission", slack: float = SLACK) -> list[int]:
    """Return the states with like ones side by side, by "emission" or by "transition"."""
    distance = (
        emission_distance(model.emission) if by == "emission" else transition_distance(model.transition)
    )
    return path_order(distance, slack)


def rounding_decides(model: Model, by: str = "emission") -> bool:
    """Return whether parameters that differ in their last bits, as ChromHMM's and ours do, give other orders of states.

    Two paths of one length (most often a path and its reverse), and with two marks all correlations, which are 1 or -1.
    """
    random = np.random.default_rng(0)
    orders = set()
    for _ in range(_DRAWS):
        noise = [
            1 + _BITS * random.uniform(-1, 1, table.shape) for table in (model.transition, model.emission)
        ]
        near = Model(model.names, model.initial, model.transition * noise[0], model.emission * noise[1])
        orders.add(tuple(state_order(near, by, slack=0.0)))
    return len(orders) > 1


def mark_order(model: Model, slack: float = SLACK) -> list[int]:
    """Return the marks with like ones side by side: the states' rule, applied to the columns of the emissions.

    ChromHMM's columns are those of the model with its states still in the order of learning.
    """
    return path_order(emission_distance(model.emission.T), slack)
