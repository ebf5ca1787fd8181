r"""A Gaussian hidden Markov model with a least segment length: Segway's kind of segmenter.

Hoffman et al., Nature Methods 9 (2012): one Gaussian for each label and track on asinh-transformed signal, tracks
without data in a bin left out of its likelihood,

    p(x_t | k) = \prod_{m observed} N(x_tm; mu_km, sigma^2_km),

and segment lengths held by count-down states. Written from the paper; differences are in
decisions/states/where-gaussian-differs-from-segway.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

Numbers = NDArray[np.float64]
Observed = NDArray[np.float64] | NDArray[np.float32]


@dataclass(frozen=True)
class Gaussian:
    """K labels over M tracks.

    `mean` and `variance` (K x M); `start` (K) and `moves` (K x K) are probabilities, rows summing to 1; a segment lasts
    at least `depth` bins, after which ``moves[k, k]`` is the chance of one bin more.
    """

    mean: Numbers
    variance: Numbers
    start: Numbers
    moves: Numbers
    depth: int = 1

    @property
    def labels(self) -> int:
        """The number of labels K."""
        return len(self.start)

    def ordered(self) -> "Gaussian":
        """Return the model with its labels ordered by their mean over tracks, each scaled to one deviation."""
        spread = np.maximum(self.mean.std(axis=0), 1e-12)
        order = np.argsort(((self.mean - self.mean.mean(axis=0)) / spread).mean(axis=1), kind="stable")
        return Gaussian(
            self.mean[order],
            self.variance[order],
            self.start[order],
            self.moves[np.ix_(order, order)],
            self.depth,
        )


@dataclass(frozen=True)
class Expected:
    """Expected counts under a model, sums over sequences.

    `log_likelihood` in nats and `bins`; `started` (K), `moved` (K x K); `weight`, `first` and `second` (K x M): the
    bins with data, the sum of values and of their squares.
    """

    log_likelihood: float
    bins: int
    started: Numbers
    moved: Numbers
    weight: Numbers
    first: Numbers
    second: Numbers

    def blend(self, newer: "Expected", share: float) -> "Expected":
        """Return (1 - share) of these counts a bin and `share` of the newer ones, for the newer's number of bins."""
        old, new = (1 - share) * newer.bins / self.bins, share
        return Expected(
            newer.log_likelihood,
            newer.bins,
            *(
                old * mine + new * its
                for mine, its in (
                    (self.started, newer.started),
                    (self.moved, newer.moved),
                    (self.weight, newer.weight),
                    (self.first, newer.first),
                    (self.second, newer.second),
                )
            ),
        )


@dataclass(frozen=True)
class Prior:
    """Soft wishes for the M-step.

    `mean_length` bins a segment, worth `strength` observed segment ends for every label (0: no wish); no variance below
    `least_variance`.
    """

    mean_length: float = 100.0
    strength: float = 0.0
    least_variance: float = 1e-3

    def __post_init__(self) -> None:
        """Refuse wishes that cannot be met."""
        if not self.strength >= 0 or (self.strength > 0 and not self.mean_length >= 1):
            raise RequestError(
                f"a wished mean length of {self.mean_length:g} bins with strength {self.strength:g}: expected at least "
                "one bin, and a strength of 0 or more"
            )


def expectation(model: Gaussian, sequences: Sequence[Observed], threads: int = 1) -> Expected:
    """Return the expected counts of some sequences (bins x tracks, not a number where there are no data).

    Threads share out the sequences; sums are taken in their order, so the result does not depend on `threads`.
    """
    if threads > 1 and len(sequences) > 1:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(lambda x: _expect(model, x, np.empty((0, model.labels))), sequences))
    else:
        parts = [_expect(model, x, np.empty((0, model.labels))) for x in sequences]
    total = parts[0]
    for part in parts[1:]:
        total = Expected(
            total.log_likelihood + part.log_likelihood,
            total.bins + part.bins,
            total.started + part.started,
            total.moved + part.moved,
            total.weight + part.weight,
            total.first + part.first,
            total.second + part.second,
        )
    return total


def posterior(model: Gaussian, x: Observed) -> tuple[Numbers, float]:
    """Return the probability of every label in every bin (bins x K) and the log-likelihood in nats."""
    gamma = np.empty((len(x), model.labels))
    return gamma, _expect(model, x, gamma).log_likelihood


def viterbi(model: Gaussian, x: Observed) -> tuple[NDArray[np.int32], float]:
    """Return the labels (bins) of the most likely sequence of states, and its log-probability in nats."""
    from babelix.chromatin.gaussian import kernels

    b = np.empty((len(x), model.labels))
    shift = kernels.emissions(x, *_terms(model), b)
    path = np.empty(len(x), np.int32)
    with np.errstate(divide="ignore"):
        logs = np.log(b), np.log(model.start), np.log(model.moves)
    return path, float(kernels.viterbi(*logs, model.depth, path)) + float(shift)


def maximise(expected: Expected, model: Gaussian, prior: Prior) -> Gaussian:
    """Return the model that makes the expected counts most likely, given the prior; `model` fills what none has.

    mu = first / weight;  sigma^2 = second / weight - mu^2;  moves and start are the counts, rows divided by their sums.
    """
    seen = expected.weight > 1e-8
    weight = np.where(seen, expected.weight, 1.0)
    mean = np.where(seen, expected.first / weight, model.mean)
    spread = np.where(seen, expected.second / weight - mean * mean, model.variance)
    moved = expected.moved.copy()
    if prior.strength > 0:
        extra = max(prior.mean_length - model.depth, 1e-9)
        leave = prior.strength / max(model.labels - 1, 1)
        moved += np.where(np.eye(model.labels, dtype=bool), prior.strength * extra, leave)
    rows = moved.sum(axis=1, keepdims=True)
    moves = np.where(rows > 1e-8, moved / np.where(rows > 1e-8, rows, 1), model.moves)
    start = expected.started / expected.started.sum()
    return Gaussian(mean, np.maximum(spread, prior.least_variance), start, moves, model.depth)


def _expect(model: Gaussian, x: Observed, gamma: Numbers) -> Expected:
    from babelix.chromatin.gaussian import kernels

    K, M = model.mean.shape
    b = np.empty((len(x), K))
    shift = kernels.emissions(x, *_terms(model), b)
    alpha, scale = np.empty((len(x), K * model.depth)), np.empty(len(x))
    likelihood = kernels.forward(b, model.start, model.moves, model.depth, alpha, scale)
    started, moved = np.zeros(K), np.zeros((K, K))
    sums = np.zeros((K, 3 * M))
    kernels.backward(x, b, model.moves, model.depth, alpha, scale, started, moved, sums, gamma)
    return Expected(float(shift + likelihood), len(x), started, moved, *np.split(sums, 3, axis=1))


def _terms(model: Gaussian) -> tuple[Numbers, Numbers, Numbers]:
    """Mean, precision and the constant -log(2 pi sigma^2) / 2 of every track and label (tracks x labels)."""
    mean, variance = np.ascontiguousarray(model.mean.T), np.ascontiguousarray(model.variance.T)
    return mean, 1 / variance, -0.5 * np.log(2 * np.pi * variance)
