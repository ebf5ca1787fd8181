"""Baum-Welch with SQUAREM steps: fewer passes, another path, and so sometimes another optimum. Never the default.

Varadhan and Roland, Scandinavian Journal of Statistics 35:335 (2008), scheme S3. With F one iteration of Baum-Welch,
theta the parameters as logarithms and log-odds,

    r = F(theta) - theta,  v = F(F(theta)) - F(theta) - r,  a = -|r| / |v|,  theta' = theta - 2 a r + a^2 v

and theta' is kept when it is more likely than F(theta). The first 60 iterations are plain: without them the steps lead
to worse optima (the numbers are in decisions/states/ties-in-chromhmms-order).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import TaskError
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.markov.learning import Learning, Stopping, learn, maximise
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import Steps

BURN_IN = 60
_LEAST = 1e-300


def learn_accelerated(
    state: Learning,
    files: Sequence[Steps],
    sweeps: Sweeps,
    stopping: Stopping = Stopping(),
    listener: Listener = silent,
    after_iteration: Callable[[Learning], None] | None = None,
) -> Learning:
    """Carry `state` on as `learn` does, every pass over the files counted as an iteration.

    The trace holds the log-likelihoods of the passes that were kept. `after_iteration` is called after whole steps.
    """
    burn_in = replace(stopping, iterations=min(BURN_IN, stopping.iterations))
    learn(state, files, sweeps, "baum-welch", burn_in, listener, after_iteration)
    reporter = Reporter(
        listener, f"accelerating {state.model.states} states", stopping.iterations, "iterations"
    )
    reporter.advance(len(state.trace))
    while not state.converged and len(state.trace) + 3 <= stopping.iterations:
        before, first = _iteration(state.model, files, sweeps)
        after, second = _iteration(first, files, sweeps)
        start, state.model = state.model, second
        state.trace += [before, after]
        state.converged = after - before < stopping.tolerance
        if not state.converged:
            try:
                reached, third = _iteration(_extrapolated(start, first, second), files, sweeps)
            except TaskError:
                reached = -np.inf
            if reached > after:
                state.trace.append(reached)
                state.model = third
        reporter.advance(2 if state.trace[-1] == after else 3, log_likelihood=state.trace[-1])
        if after_iteration is not None:
            after_iteration(state)
    return state


def _iteration(model: Model, files: Sequence[Steps], sweeps: Sweeps) -> tuple[float, Model]:
    found = [sweeps.expect(model, steps) for steps in files]
    return sum(each.log_likelihood for each in found), maximise(model, found)


def _extrapolated(start: Model, first: Model, second: Model) -> Model:
    theta, once, twice = (_parameters(model) for model in (start, first, second))
    r = once - theta
    v = twice - once - r
    length = float(np.linalg.norm(v))
    a = min(-float(np.linalg.norm(r)) / length, -1.0) if length > 0 else -1.0
    return _model(theta - 2 * a * r + a * a * v, second)


def _parameters(model: Model) -> NDArray[np.float64]:
    """Return ln initial, ln transition and the log-odds of the emissions, in one row; zeros at a least value."""
    emission = np.clip(model.emission, 1e-15, 1 - 1e-15)
    return np.concatenate(
        [
            np.log(np.maximum(model.initial, _LEAST)),
            np.log(np.maximum(model.transition, _LEAST)).ravel(),
            (np.log(emission) - np.log1p(-emission)).ravel(),
        ]
    )


def _model(parameters: NDArray[np.float64], like: Model) -> Model:
    """Return the model with these parameters, its zeros those of `like`."""
    states = like.states
    initial, transition, odds = np.split(np.clip(parameters, -700, 700), [states, states + states * states])
    table = np.where(like.transition > 0, np.exp(transition.reshape(states, states)), 0)
    start = np.where(like.initial > 0, np.exp(initial), 0)
    emission = 1 / (1 + np.exp(-odds.reshape(states, -1)))
    return Model(like.names, start / start.sum(), table / table.sum(axis=1, keepdims=True), emission)
