"""Learning the parameters by expectation-maximisation: incremental (ChromHMM's default) or Baum-Welch.

Incremental EM (Neal and Hinton 1998): the first iteration visits every file and ends with one maximisation; from the
second a maximisation follows every file, with each file's most recent statistics. Baum-Welch maximises once an
iteration. An iteration's log-likelihood is the sum over files under the parameters in force when each was visited:
it is one maximisation behind the parameters. Learning ends when it grows by less than `Stopping.tolerance`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from babelix.base.errors import TaskError
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes.borders import Vector
from babelix.chromatin.markov.passes.expectation import Statistics, Sweeps
from babelix.chromatin.markov.passes.steps import Steps

ALGORITHMS = ("incremental", "baum-welch")
SMALLEST_TRANSITION = 1e-8


@dataclass(frozen=True)
class Stopping:
    """When to stop: a log-likelihood gain below `tolerance`, or `iterations` iterations (ChromHMM's defaults)."""

    tolerance: float = 0.001
    iterations: int = 200


@dataclass
class Learning:
    """How far learning has come: the model, every iteration's log-likelihood, each file's most recent statistics."""

    model: Model
    trace: list[float] = field(default_factory=list)
    statistics: list[Statistics] = field(default_factory=list)
    converged: bool = False


def learn(
    state: Learning,
    files: Sequence[Steps],
    sweeps: Sweeps,
    algorithm: str = "incremental",
    stopping: Stopping = Stopping(),
    listener: Listener = silent,
    after_iteration: Callable[[Learning], None] | None = None,
) -> Learning:
    """Carry `state` on until it has converged or reached the last iteration, and return it.

    `files` are in learning order. `after_iteration` is called with the state after every iteration, when it may be
    saved: learning that starts from a saved state gives the same bytes. Raises `TaskError` when the marks have
    probability 0 under the model.
    """
    reporter = Reporter(listener, f"learning {state.model.states} states", stopping.iterations, "iterations")
    if state.trace:
        reporter.advance(len(state.trace))
    while not state.converged and len(state.trace) < stopping.iterations:
        likelihood = _iteration(state, files, sweeps, incremental=algorithm == "incremental")
        if not np.isfinite(likelihood):
            raise TaskError(
                f"iteration {len(state.trace) + 1}: log-likelihood {likelihood}; learn from another start"
            )
        state.converged = bool(state.trace) and likelihood - state.trace[-1] < stopping.tolerance
        state.trace.append(likelihood)
        reporter.advance(1, log_likelihood=likelihood)
        if after_iteration is not None:
            after_iteration(state)
    return state


def _iteration(state: Learning, files: Sequence[Steps], sweeps: Sweeps, incremental: bool) -> float:
    """Visit every file once, update `state`, and return the sum of the log-likelihoods."""
    first = not state.statistics
    # One row a file: with thousands of files a maximisation after each is still one pass over a small table.
    rows = np.stack([_row(each) for each in state.statistics]) if incremental and not first else None
    likelihood = 0.0
    for number, steps in enumerate(files):
        found = sweeps.expect(state.model, steps)
        likelihood += found.log_likelihood
        if first:
            state.statistics.append(found)
            continue
        state.statistics[number] = found
        if rows is not None:
            rows[number] = _row(found)
            state.model = _maximised(state.model, rows.sum(axis=0), len(rows))
    if rows is None:
        state.model = maximise(state.model, state.statistics)
    return likelihood


def maximise(model: Model, statistics: Sequence[Statistics]) -> Model:
    """Return the parameters most probable under the files' expectations.

    a_ij = sum xi_ij / sum_j xi_ij, off-diagonal ones below 1e-8 set to 0 (for good: their xi stays 0) and the row
    scaled to 1; p_km = present / (present + absent). What was never expected keeps its old value.
    """
    return _maximised(model, np.stack([_row(each) for each in statistics]).sum(axis=0), len(statistics))


def _row(each: Statistics) -> Vector:
    return np.concatenate([each.first, each.transitions.ravel(), each.present.ravel(), each.absent.ravel()])


def _maximised(model: Model, total: Vector, files: int) -> Model:
    shape = model.emission.shape
    states, cells = model.states, shape[0] * shape[1]
    first, pairs, present, absent = np.split(total, np.cumsum([states, states * states, cells]))
    present, seen = present.reshape(shape), (present + absent).reshape(shape)
    emission = np.divide(present, seen, out=model.emission.copy(), where=seen > 0)
    pairs = pairs.reshape(states, states)
    leaving = pairs.sum(axis=1, keepdims=True)
    transition = np.divide(pairs, leaving, out=model.transition.copy(), where=leaving > 0)
    transition[(transition < SMALLEST_TRANSITION) & ~np.eye(states, dtype=bool)] = 0
    transition /= transition.sum(axis=1, keepdims=True)
    return Model(model.names, first / files, transition, np.clip(emission, 0, 1))
