"""N-grams with interpolated modified Kneser-Ney smoothing (Chen and Goodman 1998, section 3; Kneser and Ney 1995).

    p(w | h) = max(a(hw) - D(a(hw)), 0) / sum_v a(hv)  +  gamma(h) p(w | h'),      h' is h without its first word
    gamma(h) = (D_1 N_1(h .) + D_2 N_2(h .) + D_3+ N_3+(h .)) / sum_v a(hv)
    Y = n_1 / (n_1 + 2 n_2),  D_1 = 1 - 2 Y n_2 / n_1,  D_2 = 2 - 3 Y n_3 / n_2,  D_3+ = 3 - 4 Y n_4 / n_3

a is how often an n-gram of the longest order was seen, of a shorter one how many words stood before it; one at the
beginning of a sentence, before which nothing stands, is counted as it was seen. The shortest order goes on to 1 / V.

An n-gram is the number of its first words and a word, so that each order is one sorted array of numbers. The end of a
sentence, 0, is predicted as a word is, and stands first in the context of the next sentence, which reaches no further
back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.classic.next_word.vocabulary import Ids

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
# Where a text is too small to estimate them (Heafield 2011's fallback).
FALLBACK = (0.5, 1.0, 1.5)


@dataclass(frozen=True, eq=False)
class Level:
    """The n-grams of one order: `keys`, sorted, are the number of the first words times V plus the last word.

    `alpha` is what each has of its own, `gamma` what each context leaves to the shorter order; 1 where unseen.
    """

    keys: Longs
    alpha: Floats
    gamma: Floats

    def find(self, keys: Longs) -> Longs:
        """Return the number of each n-gram, -1 for one that was not seen."""
        if len(self.keys) == 0:
            return np.full(len(keys), -1)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, place, -1)

    def keep(self, kept: NDArray[np.bool_], V: int) -> "Level":
        """Return the level without the other n-grams: their contexts leave what these had to the shorter order."""
        off = np.bincount((self.keys // V)[~kept], weights=self.alpha[~kept], minlength=len(self.gamma))
        return Level(self.keys[kept], self.alpha[kept], self.gamma + off)


@dataclass(frozen=True, eq=False)
class KneserNey:
    """A model of `order` levels over V words; `discounts` are D_1, D_2 and D_3+ of each level."""

    V: int
    levels: tuple[Level, ...]
    discounts: tuple[tuple[float, float, float], ...]

    @property
    def order(self) -> int:
        """Words of the longest n-gram."""
        return len(self.levels)

    @property
    def size(self) -> int:
        """N-grams of all orders."""
        return sum(len(level.keys) for level in self.levels)

    @classmethod
    def count(cls, ids: Ids, V: int, order: int, least: int = 1) -> "KneserNey":
        """Count the n-grams of a stream of words below V, 0 after each sentence, and estimate.

        What n-grams of the longest order that were seen less than `least` times have goes to the shorter ones.
        """
        seq = np.concatenate([[0], ids]).astype(np.int64)
        keys, suffixes, seen, begins = [], [], [], []
        number = seq
        for k in range(1, order + 1):
            at = _ends(seq, k)
            key = seq[at] if k == 1 else number[at - 1] * V + seq[at]
            found, first, inverse, times = np.unique(
                key, return_index=True, return_inverse=True, return_counts=True
            )
            if k == 1:  # every word of the vocabulary has its place, and its number is its own
                found, times = np.arange(V), np.bincount(key, minlength=V)
                suffixes.append(np.zeros(V, np.int64))
                begins.append(np.zeros(V, np.bool_))
            else:
                suffixes.append(number[at][first])
                begins.append(seq[at - k + 1][first] == 0)
                number = np.full(len(seq), -1)
                number[at] = inverse
            keys.append(found)
            seen.append(times)
        levels, discounts = [], []
        for k in range(order):
            a = seen[k].astype(np.float64)
            if k + 1 < order:
                before = np.bincount(suffixes[k + 1], minlength=len(keys[k]))
                a = np.where(begins[k], a, before)
            level, D = _estimate(keys[k], a, V, contexts=len(keys[k - 1]) if k else 1)
            levels.append(level if k + 1 < order else level.keep(a >= least, V))
            discounts.append(D)
        return cls(V, tuple(levels), tuple(discounts))

    def score(self, ids: Ids) -> NDArray[np.float32]:
        """Return -log p of every word of a stream [n], the first after an end of sentence."""
        seq = np.concatenate([[0], ids]).astype(np.int64)
        p = self._first()[seq]
        numbers = seq
        for k in range(2, self.order + 1):
            at = _ends(seq, k)
            context = numbers[at - 1]
            at, context = at[context >= 0], context[context >= 0]
            level = self.levels[k - 1]
            found = level.find(context * self.V + seq[at])
            p[at] = np.where(found >= 0, level.alpha[found], 0.0) + level.gamma[context] * p[at]
            numbers = np.full(len(seq), -1)
            numbers[at] = found
        return np.asarray(-np.log(p[1:]), np.float32)

    def next_words(self, context: Sequence[int]) -> Floats:
        """Return the probability of every word [V] after a context, which begins with 0 if a sentence begins in it."""
        words = list(context)
        while 0 in words[1:]:
            words = words[words.index(0, 1) :]
        p = self._first().copy()
        for k in range(2, min(self.order, len(words) + 1) + 1):
            number = self._number(words[len(words) - k + 1 :])
            if number < 0:
                break
            level = self.levels[k - 1]
            start, stop = np.searchsorted(level.keys, [number * self.V, (number + 1) * self.V])
            p *= level.gamma[number]
            p[level.keys[start:stop] - number * self.V] += level.alpha[start:stop]
        return p

    def unseen(self, ids: Ids, window: int) -> float:
        """Return the share of a stream's words whose `window` words before, or all of the sentence's, were never seen.

        Raises `RequestError` for a window longer than the n-grams.
        """
        if not 1 <= window < self.order:
            raise RequestError(f"a window of {window} words: expected 1 to {self.order - 1}")
        seq = np.concatenate([[0], ids]).astype(np.int64)
        numbers = seq
        missing = np.zeros(len(seq), np.bool_)
        for k in range(2, window + 1):
            at = _ends(seq, k)
            before = numbers[at - 1]
            found = np.where(before >= 0, self.levels[k - 1].find(before * self.V + seq[at]), -1)
            numbers = np.full(len(seq), -1)
            numbers[at] = found
            # Only where the window reaches so far back: a shorter one keeps what it found.
            missing[at] = found < 0
        following = np.arange(1, len(seq))
        # A context that ends in 0 is that of a first word, which always was.
        return float((missing[following - 1] & (seq[following - 1] != 0)).mean())

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return all that the model is, as arrays by name, for a file."""
        found: dict[str, NDArray[np.generic]] = {"discounts": np.array(self.discounts)}
        for k, level in enumerate(self.levels, start=1):
            found |= {f"{k}.keys": level.keys, f"{k}.alpha": level.alpha, f"{k}.gamma": level.gamma}
        return found

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], V: int, origin: str) -> "KneserNey":
        """Return the model that `arrays` gave. Raises `RequestError` naming what `origin` lacks."""
        order = len(arrays.get("discounts", ()))
        names = [f"{k}.{part}" for k in range(1, order + 1) for part in ("keys", "alpha", "gamma")]
        lacking = next((name for name in ["discounts", *names] if name not in arrays), None)
        if lacking is not None or len(arrays["1.keys"]) != V:
            raise RequestError(
                f"{origin} holds no n-grams over {V:,} words{f': it lacks {lacking}' if lacking else ''}"
            )
        read = [[np.asarray(arrays[name]) for name in names[3 * k : 3 * k + 3]] for k in range(order)]
        levels = (Level(*each) for each in read)
        D = [tuple(map(float, row)) for row in np.asarray(arrays["discounts"], np.float64)]
        return cls(V, tuple(levels), tuple((d[0], d[1], d[2]) for d in D))

    def _first(self) -> Floats:
        return np.asarray(self.levels[0].alpha + self.levels[0].gamma[0] / self.V)

    def _number(self, words: Sequence[int]) -> int:
        number = words[0]
        for k, word in enumerate(words[1:], start=2):
            number = int(self.levels[k - 1].find(np.array([number * self.V + word]))[0])
            if number < 0:
                break
        return number


def _ends(seq: Longs, k: int) -> Longs:
    """Return the places where an n-gram of `k` words ends: 0 stands in none but as its first word or its last."""
    at = np.arange(max(k - 1, 1), len(seq))
    inner = np.concatenate([[0], np.cumsum(seq == 0)])
    return at[inner[at] == inner[np.maximum(at - k + 2, 0)]] if k > 2 else at


def _estimate(keys: Longs, a: Floats, V: int, contexts: int) -> tuple[Level, tuple[float, float, float]]:
    """Return a level from its adjusted counts, and its discounts."""
    D = discounts(a)
    context = keys // V if contexts > 1 else np.zeros(len(keys), np.int64)
    kind = np.minimum(a, 3).astype(np.int64)
    off = np.array([0.0, *D])[kind]
    total = np.bincount(context, weights=a, minlength=contexts)
    given = np.bincount(context, weights=off, minlength=contexts)
    known = total > 0
    total = np.where(known, total, 1.0)
    alpha = np.maximum(a - off, 0) / total[context]
    return Level(keys, alpha, np.where(known, given / total, 1.0)), D


def discounts(a: Floats) -> tuple[float, float, float]:
    """Return D_1, D_2 and D_3+ from adjusted counts; `FALLBACK` where too few n-grams were seen so often."""
    n = [float((a == count).sum()) for count in (1, 2, 3, 4)]
    if min(n) == 0:
        return FALLBACK
    Y = n[0] / (n[0] + 2 * n[1])
    D = [count - (count + 1) * Y * n[count] / n[count - 1] for count in (1, 2, 3)]
    if any(not 0 < each <= count for each, count in zip(D, (1, 2, 3), strict=True)):
        return FALLBACK
    return D[0], D[1], D[2]
