"""The hidden Markov model bin by bin, in plain numpy: what the kernels must agree with (fixture `plain`)."""

from types import SimpleNamespace

import numpy as np
import pytest

from babelix.chromatin.markov.model import Model
from babelix.chromatin.marks.files import Marks


def emissions(model: Model, rows: np.ndarray) -> np.ndarray:
    table = np.ones((len(rows), model.states))
    for mark, p in enumerate(model.emission.T):
        table *= np.where(rows[:, [mark]] == 1, p, np.where(rows[:, [mark]] == 0, 1 - p, 1.0))
    return table


def forward_backward(model: Model, rows: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return log-likelihood, gamma (bins x K) and the summed xi (K x K)."""
    b = emissions(model, rows)
    count = len(rows)
    alpha, beta, scale = np.empty_like(b), np.ones_like(b), np.empty(count)
    for t in range(count):
        alpha[t] = (model.initial if t == 0 else alpha[t - 1] @ model.transition) * b[t]
        scale[t] = alpha[t].sum()
        alpha[t] /= scale[t]
    for t in range(count - 1, 0, -1):
        beta[t - 1] = model.transition @ (b[t] * beta[t]) / scale[t]
    gamma = alpha * beta
    xi = np.zeros((model.states, model.states))
    for t in range(1, count):
        xi += alpha[t - 1][:, None] * model.transition * (b[t] * beta[t]) / scale[t]
    return float(np.log(scale).sum()), gamma, xi


def viterbi(model: Model, rows: np.ndarray) -> float:
    """Return the best path's log-probability."""
    with np.errstate(divide="ignore"):
        b, a, score = np.log(emissions(model, rows)), np.log(model.transition), np.log(model.initial)
    score = score + b[0]
    for t in range(1, len(rows)):
        score = (score[:, None] + a).max(axis=0) + b[t]
    return float(score.max())


def random_model(seed: int, states: int, marks: int) -> Model:
    draw = np.random.default_rng(seed)
    transition = draw.dirichlet(np.full(states, 0.5), states) * 0.3 + 0.7 * np.eye(states)
    return Model(
        tuple(f"m{i}" for i in range(marks)),
        draw.dirichlet(np.ones(states)),
        transition,
        draw.uniform(0.01, 0.9, (states, marks)),
    )


def random_marks(seed: int, bins: int, marks: int, missing: float = 0.0, quiet: float = 0.9) -> Marks:
    """Return marks with long runs of one pattern, `missing` values and, where `quiet` is 0, no runs to speak of."""
    draw = np.random.default_rng(seed)
    rows = (draw.random((bins, marks)) < 0.4).astype(np.uint8)
    rows[draw.random((bins, marks)) < missing] = 2
    active = np.zeros(bins, bool)
    at = 0
    while at < bins:
        length = int(draw.geometric(0.2))
        active[at : at + length] = True
        at += length + (int(draw.pareto(0.7) * 3) + 1 if quiet else 0)
    rows[~active] = 0
    return from_rows(rows)


def from_rows(rows: np.ndarray) -> Marks:
    patterns, number = np.unique(rows, axis=0, return_inverse=True)
    number = number.ravel()
    start = np.concatenate([[0], np.flatnonzero(number[1:] != number[:-1]) + 1])
    length = np.diff(start, append=len(rows))
    names = tuple(f"m{i}" for i in range(rows.shape[1]))
    return Marks("cell", "chr1", names, patterns, number[start].astype(np.int32), length.astype(np.int32))


@pytest.fixture(scope="session")
def plain() -> SimpleNamespace:
    """Return the functions above."""
    functions = (emissions, forward_backward, viterbi, random_model, random_marks, from_rows)
    return SimpleNamespace(**{function.__name__: function for function in functions})
