"""What stands below a model's first layer beside the embeddings of tokens: positions, and vectors of words."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from babelix.attention.sines import check_learned, sinusoid_table
from babelix.training.stored import Floats, in_floats
from babelix.transformer.compiled import layout
from babelix.transformer.compiled.named import Named
from babelix.transformer.compiled.sizes import Part
from babelix.transformer.compiled.weights import Wholes, padded
from babelix.transformer.words import LOUD


class Beside(NamedTuple):
    """Where a source has subwords of known words, and what each has on top of its embedding [subwords, d_model]."""

    at: Wholes
    more: Floats


def positions(given: Named, part: Part) -> Floats:
    """Return what each place adds, learned or of sines, for sources and translations of these lengths."""
    length, d = max(max(len(source), limit) for source, limit in part), given.d_model
    if given.learned is None:
        numbers = sinusoid_table(length, d)
    else:
        check_learned(length, len(given.learned))
        numbers = in_floats(given.learned)[:length]
    found = np.zeros((length, padded(d, layout.PANEL)), np.float32)
    found[:, :d] = numbers
    return found


def beside(given: Named, sources: Sequence[Sequence[int]]) -> list[Beside] | None:
    """Return what the words of each source add; None where the model reads no vectors of words (`word_input`)."""
    words = given.words()
    if words is None or given.numbers is None:
        return None
    (V, P), found = words, list[Beside]()
    for source in sources:
        (numbers,) = given.numbers(np.array([source], np.int64))
        at = np.flatnonzero(numbers)
        found.append(Beside(at, np.float32(LOUD) * (V[numbers[at] - 1] @ P)))
    return found


def add(sentences: Sequence[Beside], lengths: Wholes, x: Floats, width: int, d_model: int) -> None:
    """Add what the words of each sentence add to embeddings in `x`, one after the other, each `width` numbers wide."""
    first, rows = 0, x[: int(lengths.sum()) * width].reshape(-1, width)
    for (at, more), length in zip(sentences, lengths.tolist(), strict=True):
        rows[first + at, :d_model] += more
        first += length
