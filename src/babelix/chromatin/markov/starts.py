"""Learning from one start or several: where each begins, what is measured of its end, and which is kept."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked_fields
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.chromatin.markov.acceleration import learn_accelerated
from babelix.chromatin.markov.checkpoint import Checkpoint
from babelix.chromatin.markov.initialise import initial_model
from babelix.chromatin.markov.learning import ALGORITHMS, Learning, Stopping, learn
from babelix.chromatin.markov.model import Model, read_model
from babelix.chromatin.markov.order import LETTERS
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.selection import Candidate, bic, random_model, smoothed
from babelix.chromatin.markov.training_set import TrainingSet


@checked_fields
@dataclass(frozen=True)
class Method:
    """How to learn; the defaults are ChromHMM's.

    `tolerance` (nats) and `iterations` say when to stop; `starts` counts the start from the marks (or `initial`, a
    model file) and random ones after it; `hold_out` is a share of the bins; `order` says by what states are ordered.
    Raises `RequestError` for what cannot be done.
    """

    algorithm: str = "incremental"
    tolerance: float = Stopping.tolerance
    iterations: int = Stopping.iterations
    starts: int = 1
    seed: int = 999
    hold_out: float = 0.0
    initial: Path | None = None
    order: str = "emission"
    accelerate: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be done."""
        if self.order not in LETTERS:
            raise RequestError(f"`order` {self.order!r}: expected {' or '.join(LETTERS)}", setting="order")
        if self.algorithm not in ALGORITHMS:
            raise RequestError(f"unknown algorithm {self.algorithm!r}; choose one of {', '.join(ALGORITHMS)}")
        if self.accelerate and self.algorithm != "baum-welch":
            raise RequestError(
                "accelerated steps are of Baum-Welch; ask for `algorithm` baum-welch with `accelerate`",
                setting=("algorithm", "accelerate"),
            )
        if math.isnan(self.tolerance):
            raise RequestError(
                "a tolerance of nan ends nothing; give the smallest gain to go on for, below 0 to do all iterations"
            )

    @property
    def stopping(self) -> Stopping:
        """When to stop."""
        return Stopping(self.tolerance, self.iterations)

    def identity(self) -> list[str]:
        """Return what tells this way of learning from any other, for a checkpoint to know its own."""
        parts = (
            self.algorithm,
            self.stopping,
            self.starts,
            self.seed,
            self.hold_out,
            self.initial,
            self.order,
        )
        return [str(part) for part in (*parts, self.accelerate)]


def first_model(data: TrainingSet, states: int, method: Method, start: int = 0) -> Model:
    """Return the parameters that start number `start` begins with: the marks' or the file's, then random ones.

    Raises `RequestError` for a file of another size or other marks, and more states than the marks support.
    """
    if start > 0:
        return random_model(states, data.names, method.seed, start)
    if method.initial is None:
        return initial_model(data.pairs, states, data.names)
    loaded = read_model(method.initial).model
    if loaded.states != states or loaded.names != data.names:
        raise RequestError(
            f"{method.initial} has {loaded.states} states of {', '.join(loaded.names)}, expected {states} states of "
            f"{', '.join(data.names)}; give a model of these marks"
        )
    return smoothed(loaded)


def measured(state: Learning, start: int, data: TrainingSet, sweeps: Sweeps) -> Candidate:
    """Return where a start ended: its log-likelihoods on the marks learnt from and, a bin, on those held out."""
    held = sum(sweeps.expect(state.model, steps).log_likelihood for steps in data.held_out)
    return Candidate(
        state.model,
        start,
        len(state.trace),
        state.trace[-1],
        held / data.bins_held_out if data.bins_held_out else None,
        bic(state.model, state.trace[-1], data.bins),
    )


def learn_from_starts(
    data: TrainingSet,
    states: int,
    method: Method,
    sweeps: Sweeps,
    keeper: Callable[[int], Checkpoint],
    resume: bool = False,
    listener: Listener = silent,
) -> tuple[tuple[Candidate, ...], Learning]:
    """Learn from every start; return all candidates and the end of the most likely one, the first of equals.

    ``keeper(start)`` keeps how far a start has come, saved too when it is interrupted; with `resume` it goes on from
    there, to the same bytes.
    """
    ends: list[Learning] = []
    candidates: list[Candidate] = []
    for start in range(method.starts):
        kept = keeper(start)
        state = kept.load(data.names) if resume else None
        if state is None:
            state = Learning(first_model(data, states, method, start))
        try:
            if method.accelerate:
                learn_accelerated(state, data.learn_from, sweeps, method.stopping, listener, kept)
            else:
                learn(state, data.learn_from, sweeps, method.algorithm, method.stopping, listener, kept)
        except KeyboardInterrupt:
            kept.flush()
            raise
        kept.discard()
        ends.append(state)
        candidates.append(measured(state, start, data, sweeps))
    return tuple(candidates), max(ends, key=lambda state: state.trace[-1])
