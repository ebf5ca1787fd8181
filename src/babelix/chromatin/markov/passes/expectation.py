"""The expectation step: forward and backward over one file, chunk by chunk, on as many threads as there are.

Chunks do not depend on the number of threads, and their sums are added in their order: same bytes on one thread and
on eight. A chunk enters with vectors found from a flat start some hundred steps outside it. A hidden Markov model
forgets where it started; that it had, to rounding, is checked where chunks meet. Where it had not, the vectors are
carried through the whole file instead.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from babelix.base.errors import TaskError
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes import compiled
from babelix.chromatin.markov.passes.borders import (
    Border,
    Span,
    Vector,
    agree,
    exact_borders,
    flat_vector,
    spans,
    warm_span,
    workspace,
)
from babelix.chromatin.markov.passes.steps import Steps
from babelix.chromatin.markov.passes.tables import Tables, build_tables, run_transitions

Result = TypeVar("Result")


@dataclass(frozen=True)
class Statistics:
    """What one file says about the parameters, in expectation.

    `log_likelihood`; `first` (K) the state of bin 0; `transitions` (K x K); `present` and `absent` (K x M) the bins
    with and without each mark, missing ones in neither.
    """

    log_likelihood: float
    first: Vector
    transitions: Vector
    present: Vector
    absent: Vector


@dataclass(frozen=True)
class _Sums:
    """One chunk's part, and the vectors with which it was entered and left."""

    log_likelihood: float
    first: Vector
    pairs: Vector
    gammas: Vector
    entered: Border
    left_with: Border


class Sweeps:
    """Forward-backward passes on a pool of threads; use as a context manager."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sweep")

    def __enter__(self) -> "Sweeps":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(self, task: Callable[..., Result], *items: Iterable[Any]) -> list[Result]:
        """Return the results of `task` on the items, in their order, worked out by the threads."""
        return list(self._pool.map(task, *items))

    def expect(self, model: Model, steps: Steps) -> Statistics:
        """Return the statistics of one file under `model`.

        Raises `TaskError` when the marks have probability 0, or one too small for doubles.
        """
        with np.errstate(all="ignore"):
            found = self._expect(model, steps)
        parts = (found.log_likelihood, found.transitions, found.present, found.absent)
        if not all(np.isfinite(part).all() for part in parts):
            raise TaskError("the model gives the marks probability 0; learn from another initial model")
        return found

    def _expect(self, model: Model, steps: Steps) -> Statistics:
        tables = build_tables(model, steps)
        chunks = spans(len(steps.codes))
        flat = flat_vector(tables)
        sums = self.map(
            lambda span: _chunk(steps, tables, span, warm_span(steps, span), (flat, flat)), chunks
        )
        if not agree([each.entered for each in sums], [each.left_with for each in sums]):
            borders = exact_borders(steps, tables)
            sums = self.map(lambda span, border: _chunk(steps, tables, span, span, border), chunks, borders)
        states, width = tables.states, tables.width
        pairs = np.sum([each.pairs for each in sums], axis=0).reshape(-1, width, width)[:, :states, :states]
        gammas = np.sum([each.gammas for each in sums], axis=0).reshape(-1, width)[:-1, :states]
        within = run_transitions(tables, steps.lengths, pairs[1:])
        gammas[steps.repeated] += within.sum(axis=0)
        likelihood = sum(each.log_likelihood for each in sums) + float(steps.bins @ tables.log_scale)
        if steps.jumped:
            likelihood += steps.jumped * tables.log_radius
        return Statistics(
            float(likelihood),
            sums[0].first[:states],
            pairs[0] * model.transition + within,
            gammas.T @ (steps.patterns == 1),
            gammas.T @ (steps.patterns == 0),
        )


def _chunk(steps: Steps, tables: Tables, span: Span, outer: Span, border: Border) -> _Sums:
    """Return a chunk's part, its `border` carried from the ends of `outer` to those of `span`."""
    (start, end), (before, after) = span, outer
    alpha, norm = workspace(tables.width)
    pairs, gammas = np.zeros_like(tables.matrices), np.zeros_like(tables.emissions)
    vectors = np.zeros((5, tables.width))
    likelihood = compiled.chunk_sums(
        steps.codes, before, start, end, after, len(steps.patterns), tables.initial, tables.matrices,
        tables.transposed, tables.emissions, tables.rows, tables.width, *border, alpha, norm,
        np.empty(3 * tables.width), pairs, gammas, vectors,
    )  # fmt: skip
    first, left, right, alpha_last, beta_first = vectors
    return _Sums(likelihood, first, pairs, gammas, (left, right), (alpha_last, beta_first))
