"""What short words of sequence say of a bin: the baseline that a network must beat, and which bins stand elsewhere too.

The baseline is a ridge regression on how often each word of four bases occurs in six segments around a bin's middle.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from babelix.genome.sequence import Bases, reverse_complement

WORD, SEGMENTS, REACH = 4, 6, 256
_LONG = 31
_CODES = np.full(256, -1, np.int64)
for _code, _letters in enumerate(("Aa", "Cc", "Gg", "Tt")):
    for _letter in _letters:
        _CODES[ord(_letter)] = _code
Floats = NDArray[np.float32]


def word_numbers(bases: Bases, word: int) -> NDArray[np.int64]:
    """Return the number, in base 4, of the word that begins at each base; -1 where it has other letters than ACGT."""
    codes = _CODES[bases]
    count = len(codes) - word + 1
    if count < 1:
        return np.empty(0, np.int64)
    found, known = np.zeros(count, np.int64), np.ones(count, np.bool_)
    for at in range(word):
        found = 4 * found + codes[at : at + count]
        known &= codes[at : at + count] >= 0
    return np.where(known, found, -1)


def word_counts(bases: Bases, bin: int, bins: Sequence[int]) -> Floats:
    """Return how often each word occurs in each segment around the middles of `bins` (bins, segments x words)."""
    numbers = word_numbers(bases, WORD)
    words = 4**WORD
    edges = np.linspace(-REACH, REACH, SEGMENTS + 1).round().astype(np.int64)
    middles = np.asarray(bins, np.int64) * bin + bin // 2
    found = np.zeros((len(middles), SEGMENTS, words), np.float32)
    for segment in range(SEGMENTS):
        for at in range(edges[segment], edges[segment + 1]):
            place = middles + at
            inside = (place >= 0) & (place < len(numbers))
            number = np.where(inside, numbers[np.clip(place, 0, len(numbers) - 1)], -1)
            rows = np.flatnonzero(number >= 0)
            found[rows, segment, number[rows]] += 1
    return found.reshape(len(middles), -1)


class Ridge:
    """A ridge regression with an intercept, of several tracks: ``(X'X + strength I) B = X'Y`` of centred X and Y.

    Each track (a column of Y) is learned from the rows where it is known, not NaN; one known nowhere is NaN everywhere.
    """

    def __init__(self, X: Floats, Y: Floats, strength: float) -> None:
        # Centred once for all tracks, so that sums of squares are precise; each track's own rows are centred below.
        middle = X.mean(0, dtype=np.float64)
        X = X - middle.astype(np.float32)
        self._B = np.full((X.shape[1], Y.shape[1]), np.nan)
        self._level = np.full(Y.shape[1], np.nan)
        whole = _squares(X)
        patterns, which = np.unique(~np.isnan(Y), axis=1, return_inverse=True)
        for number, rows in enumerate(patterns.T):
            columns = which.reshape(-1) == number
            if not rows.any():
                continue
            own, lacking = (X, X[:0]) if rows.all() else (X[rows], X[~rows])
            inner = whole - _squares(lacking) if len(lacking) < len(own) else _squares(own)
            mean = own.mean(0, dtype=np.float64)
            inner -= len(own) * np.outer(mean, mean)
            inner[np.diag_indices_from(inner)] += strength
            known = Y[rows][:, columns]
            level = known.mean(0, dtype=np.float64)
            B = np.linalg.solve(inner, (own.T @ (known - level.astype(np.float32))).astype(np.float64))
            self._B[:, columns], self._level[columns] = B, level - (middle + mean) @ B

    def __call__(self, X: Floats) -> Floats:
        """Return what is predicted for rows of features."""
        return np.asarray(X @ self._B + self._level, np.float32)


def _squares(X: Floats) -> NDArray[np.float64]:
    return np.asarray(X.T @ X, np.float64)


def long_words(bases: Bases) -> NDArray[np.int64]:
    """Return the numbers of the words of 31 bases that occur, each once, of a word and its complement the smaller."""
    return np.unique(_long(bases)[_long(bases) >= 0])


def recurring(bases: Bases, bin: int, known: NDArray[np.int64], reach: int = 500) -> NDArray[np.bool_]:
    """Return which bins stand elsewhere too (bins).

    Those are bins of which more than half of the words of 31 bases within `reach` of the middle are among `known`,
    numbers of `long_words`, sorted.
    """
    numbers = _long(bases)
    at = np.minimum(np.searchsorted(known, numbers), max(len(known) - 1, 0))
    there = (known[at] == numbers) if len(known) else np.zeros(len(numbers), np.bool_)
    total = np.concatenate([[0], np.cumsum(there)])
    middles = np.arange(len(bases) // bin) * bin + bin // 2
    low = np.clip(middles - reach, 0, len(numbers))
    high = np.clip(middles + reach, 0, len(numbers))
    return np.asarray(2 * (total[high] - total[low]) > np.maximum(high - low, 1))


def _long(bases: Bases) -> NDArray[np.int64]:
    here, there = word_numbers(bases, _LONG), word_numbers(reverse_complement(bases), _LONG)[::-1]
    return np.minimum(here, there)
