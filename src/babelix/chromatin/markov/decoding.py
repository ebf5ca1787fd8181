"""From a model and marks to states: posterior decoding, which ChromHMM uses, or the most probable path."""

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import TaskError
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes import compiled
from babelix.chromatin.markov.passes.borders import (
    Border,
    Span,
    agree,
    exact_borders,
    spans,
    warm_border,
    workspace,
)
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import Steps
from babelix.chromatin.markov.passes.tables import Tables, build_tables, emission_table
from babelix.chromatin.segments.posterior import Decoded

DECODERS = ("posterior", "viterbi")


def decode(
    model: Model, steps: Steps, sweeps: Sweeps, decoder: str = "posterior", keep: bool = False
) -> Decoded:
    """Return the states of one file: arg max of each bin's posterior (lowest state wins ties), or Viterbi's path.

    `keep` asks for the posteriors, which either decoder can return. Raises `TaskError` when the marks have
    probability 0 under the model.
    """
    singles = steps.singles()
    if decoder == "viterbi":
        path = _viterbi(model, singles)
        return Decoded(path, _posterior(model, singles, sweeps, True).posterior if keep else None)
    return _posterior(model, singles, sweeps, keep)


def _posterior(model: Model, steps: Steps, sweeps: Sweeps, keep: bool) -> Decoded:
    with np.errstate(all="ignore"):
        tables = build_tables(model, steps)
    count = len(steps.codes)
    best = np.empty(count, np.uint16)
    posterior = np.empty((count if keep else 0, model.states))
    chunks = spans(count)

    def warm(span: Span) -> tuple[Border, Border]:
        border = warm_border(steps, tables, span)
        return border, _chunk(steps, tables, span, border, best, posterior)

    def exact(span: Span, border: Border) -> Border:
        return _chunk(steps, tables, span, border, best, posterior)

    met = sweeps.map(warm, chunks)
    if not agree([entered for entered, _ in met], [left for _, left in met]):
        sweeps.map(exact, chunks, exact_borders(steps, tables))
    if (best >= model.states).any():
        raise TaskError(
            "the model gives these marks probability 0; segment with a model learnt from such marks"
        )
    return Decoded(best, posterior if keep else None)


def _chunk(
    steps: Steps,
    tables: Tables,
    span: Span,
    border: Border,
    best: NDArray[np.uint16],
    posterior: NDArray[np.float64],
) -> Border:
    start, end = span
    width, patterns = tables.width, len(steps.patterns)
    alpha, norm = workspace(width)
    compiled.forward(
        steps.codes, start, end, patterns, tables.initial, tables.matrices, tables.emissions, tables.rows, width,
        border[0], alpha, norm,
    )  # fmt: skip
    beta = np.empty(width)
    compiled.backward_posterior(
        steps.codes, start, end, patterns, tables.transposed, tables.emissions, tables.rows, width, tables.states,
        alpha, border[1], np.empty(3 * width), best, int(len(posterior) > 0), posterior, beta,
    )  # fmt: skip
    last = (end - start) * width
    return alpha[last : last + width] / norm[end - start], beta


def _viterbi(model: Model, steps: Steps) -> NDArray[np.uint16]:
    path = np.empty(len(steps.codes), np.uint16)
    with np.errstate(divide="ignore"):
        score = compiled.best_path(
            steps.codes,
            len(path),
            model.states,
            np.log(model.initial),
            np.log(model.transition),
            np.log(emission_table(model, steps.patterns)),
            np.empty(2 * model.states),
            np.empty((len(path), model.states), np.uint16),
            path,
        )
    if not np.isfinite(score):
        raise TaskError(
            "the model gives these marks probability 0; segment with a model learnt from such marks"
        )
    return path
