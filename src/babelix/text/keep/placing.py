"""Where in a translation something belongs that stood between two words of the source, by what attends to what."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

# A word with its apostrophe, a sign, or one letter of a script that needs no spaces.
_UNIT = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]|[^\W\u3040-\u30ff\u3400-\u9fff]+['’]?|[^\w\s]"
)


class Attention(NamedTuple):
    """How much each target subword attends to each source subword, and the characters each covers."""

    weights: Float[np.ndarray, "target source"]
    source: Sequence[tuple[int, int]]
    target: Sequence[tuple[int, int]]


class Placer:
    """Finds places in `target` for what stood in `source`, from one sentence's attention."""

    def __init__(self, source: str, target: str, attention: Attention) -> None:
        self._source, self.units, self._texts = units(source), units(target), (source, target)
        # Between l' and its noun nothing can stand.
        self._elided = [False, *(target[end - 1] in "'’" and end - start > 1 for start, end in self.units)]
        belongs = _membership(attention.source, self._source)
        of_target = _membership(attention.target, self.units)
        weights = of_target.T @ attention.weights @ belongs
        totals = weights.sum(axis=1, keepdims=True)
        self._weights = np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)

    def gap(self, offset: int) -> int:
        """Return before which unit of the target something belongs that stood at `offset` of the source.

        The fewest words are then on the other side of it than what they translate; of equals the one nearest in
        proportion.
        """
        first = sum(end <= offset for _, end in self._source)
        if first > 0 and not any(self._says(self._texts[0], unit) for unit in self._source[first:]):
            # Before closing signs alone, or at the very end: as in the source, whatever is looked at.
            signs = sum(
                1 for _ in takewhile(lambda unit: not self._says(self._texts[1], unit), reversed(self.units))
            )
            return len(self.units) - (signs if first < len(self._source) else 0)
        after = self._weights[:, first:].sum(axis=1)
        before = self._weights[:, :first].sum(axis=1)
        crossing = np.concatenate([[0.0], after.cumsum()]) + np.concatenate(
            [before[::-1].cumsum()[::-1], [0.0]]
        )
        places = np.arange(len(crossing))
        crossing[self._elided] = np.inf
        expected = first / max(1, len(self._source)) * len(self.units)
        nearly = crossing <= crossing.min() + 1e-6
        return int(places[nearly][np.abs(places[nearly] - expected).argmin()])

    @staticmethod
    def _says(text: str, unit: tuple[int, int]) -> bool:
        return any(character.isalnum() for character in text[unit[0] : unit[1]])

    def stretch(
        self, start: int, end: int, free: Sequence[tuple[int, int]], least: float = -np.inf
    ) -> tuple[int, int]:
        """Return the units of the target, half-open and within one of `free`, that translate `start` to `end`.

        They are the run of units, one with a word, with the largest sum of (weight on these characters - 1/2); none
        where that sum is not above `least`.
        """
        inside = [i for i, (left, right) in enumerate(self._source) if right > start and left < end]
        if not inside:
            place = self.gap(start)
            allowed = [min(max(place, first), last) for first, last in free]
            nearest = min(allowed, key=lambda at: abs(at - place))
            return nearest, nearest
        gain = np.concatenate([[0.0], (self._weights[:, inside].sum(axis=1) - 0.5).cumsum()])
        best, where = -np.inf, (0, 0)
        for first, last in free:
            for left in range(first, last):
                right = left + 1 + int(gain[left + 1 : last + 1].argmax())
                says = any(self._says(self._texts[1], unit) for unit in self.units[left:right])
                if says and gain[right] - gain[left] > best:
                    best, where = float(gain[right] - gain[left]), (left, right)
        return where if best > least else (free[0][0], free[0][0])


def units(text: str) -> list[tuple[int, int]]:
    """Return the characters of each word and sign of `text`, half-open."""
    return [match.span() for match in _UNIT.finditer(text)]


def _membership(
    offsets: Sequence[tuple[int, int]], units: Sequence[tuple[int, int]]
) -> Float[np.ndarray, "subwords units"]:
    """Return 1 where a subword shares characters with a unit."""
    found = np.zeros((len(offsets), len(units)))
    for i, (start, end) in enumerate(offsets):
        for j, (left, right) in enumerate(units):
            found[i, j] = start < right and left < end
    return found
