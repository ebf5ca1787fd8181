"""Where chunks meet: the vectors with which each is entered, from a flat start outside or carried through the file."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from babelix.chromatin.markov.passes import compiled
from babelix.chromatin.markov.passes.steps import Steps
from babelix.chromatin.markov.passes.tables import Tables

CHUNK = 8192
WARM_UP = 384
_RELATIVE, _ABSOLUTE = 1e-11, 1e-40

Vector = NDArray[np.float64]
# Alpha before a chunk's first step and beta at its last, each scaled to sum 1.
Border = tuple[Vector, Vector]
Span = tuple[int, int]


def spans(steps: int) -> list[Span]:
    """Return the chunks of a file of `steps` steps, as (first step, step after the last)."""
    return [(start, min(start + CHUNK, steps)) for start in range(0, steps, CHUNK)]


def warm_span(steps: Steps, span: Span) -> Span:
    """Return where a chunk's vectors begin from flat ones: `WARM_UP` steps outside it, or the file's ends (exact)."""
    return max(span[0] - WARM_UP, 0), min(span[1] + WARM_UP, len(steps.codes))


def warm_border(steps: Steps, tables: Tables, span: Span) -> Border:
    """Return a chunk's vectors, each from a flat one some steps outside it."""
    (start, end), (before, after) = span, warm_span(steps, span)
    flat = flat_vector(tables)
    return _rightwards(steps, tables, (before, start), flat), _leftwards(steps, tables, (end, after), flat)


def exact_borders(steps: Steps, tables: Tables) -> list[Border]:
    """Return every chunk's vectors, carried from the file's two ends."""
    chunks = spans(len(steps.codes))
    left, right = [flat_vector(tables)], [flat_vector(tables)]
    for start, end in chunks[:-1]:
        if start == 0:
            first = tables.emissions[steps.codes[0] * tables.width :][: tables.width]
            left.append(_rightwards(steps, tables, (1, end), tables.initial * first))
        else:
            left.append(_rightwards(steps, tables, (start, end), left[-1]))
    for span in reversed(chunks[1:]):
        right.append(_leftwards(steps, tables, span, right[-1]))
    return list(zip(left, reversed(right), strict=True))


def agree(entered: Sequence[Border], left_with: Sequence[Border]) -> bool:
    """Whether chunks met: every chunk's `entered` (alpha, beta) equals its neighbours' `left_with` to rounding.

    ``left_with[c]`` is alpha at chunk c's last step and beta before its first.
    """
    for c in range(len(entered) - 1):
        if not (_same(entered[c + 1][0], left_with[c][0]) and _same(entered[c][1], left_with[c + 1][1])):
            return False
    return True


def _same(x: Vector, y: Vector) -> bool:
    return bool((np.abs(x - y) <= _RELATIVE * np.minimum(x, y) + _ABSOLUTE).all())


def flat_vector(tables: Tables) -> Vector:
    """Return the vector in which every state is as probable as every other, padded."""
    vector = np.zeros(tables.width)
    vector[: tables.states] = 1 / tables.states
    return vector


def _rightwards(steps: Steps, tables: Tables, span: Span, vector: Vector) -> Vector:
    found = np.empty(tables.width)
    compiled.carry_right(
        steps.codes, *span, len(steps.patterns), tables.matrices, tables.emissions, tables.rows, tables.width,
        vector, np.empty(3 * tables.width), found,
    )  # fmt: skip
    return found


def _leftwards(steps: Steps, tables: Tables, span: Span, vector: Vector) -> Vector:
    found = np.empty(tables.width)
    compiled.carry_left(
        steps.codes, *span, len(steps.patterns), tables.transposed, tables.emissions, tables.rows, tables.width,
        vector, np.empty(3 * tables.width), found,
    )  # fmt: skip
    return found


_own = threading.local()


def workspace(width: int) -> tuple[Vector, Vector]:
    """Return this thread's room for a chunk's alphas (flat, CHUNK + 1 rows) and their sums."""
    room: tuple[Vector, Vector] | None = getattr(_own, "room", None)
    if room is None or len(room[0]) != (CHUNK + 1) * width:
        room = _own.room = (np.empty((CHUNK + 1) * width), np.empty(CHUNK + 1))
    return room
