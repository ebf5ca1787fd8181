"""From characters to subwords: which pieces a word or a mention is made of."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float64

from babelix.base.errors import RequestError
from babelix.text.normalise import normalise


class Span(NamedTuple):
    """Characters start .. end-1 of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters themselves."""
        return text[self.start : self.end]


def after_normalising(span: Span, text: str, steps: Sequence[str]) -> Span:
    """Return where `span`, which begins and ends with a letter, lies once `text` is normalised."""
    # A letter keeps the space before the span from being stripped.
    start = len(normalise(text[: span.start] + "x", steps)) - 1
    return Span(start, len(normalise(text[: span.end], steps)))


def covering(offsets: Sequence[tuple[int, int]], span: Span, text: str) -> Bool[np.ndarray, " pieces"]:
    """Return which pieces overlap `span`. Raises `RequestError` when none does."""
    starts, ends = np.array(offsets, dtype=np.int64).reshape(-1, 2).T
    found: Bool[np.ndarray, " pieces"] = (starts < span.end) & (ends > span.start)
    if not found.any():
        raise RequestError(
            f"no subword covers {span.of(text)!r} (characters {span.start} to {span.end}) of {text!r}"
        )
    return found


def word_average(offsets: Sequence[tuple[int, int]], span: Span, text: str) -> Float64[np.ndarray, " pieces"]:
    """Return c with c . a = the mean over the words of `span` of the weight a summed over each word's pieces.

    Words are what spaces separate. A mention of many words gains nothing from them.
    """
    c = np.zeros(len(offsets))
    words = _words(span, text)
    for word in words:
        c[covering(offsets, word, text)] += 1 / len(words)
    return c


def _words(span: Span, text: str) -> list[Span]:
    found, position = [], span.start
    for word in span.of(text).split():
        start = text.index(word, position)
        position = start + len(word)
        found.append(Span(start, position))
    return found
