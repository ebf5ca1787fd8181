"""Two segmentations of the same cell, base by base: agreement, confusion, Jaccard indices, a matching of states."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.chromatin.segments.names import number_of
from babelix.chromatin.segments.segments import Segments
from babelix.evaluation.agreement import adjusted_rand_of_counts
from babelix.genome.interval import Intervals


@dataclass(frozen=True)
class SegmentsComparison:
    """What two segmentations share, in the bases that both cover.

    `confusion` (first x second states) counts bases; `matched` pairs states, by name or one to one so that most bases
    agree; `jaccard` is, for every pair, bases in both over bases in either; `agreement` the share of bases in matched
    states; `adjusted_rand` needs no matching (Hubert and Arabie 1985, over bases).
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    confusion: NDArray[np.int64]
    matched: tuple[tuple[int, int], ...]
    jaccard: NDArray[np.float64]
    agreement: float
    adjusted_rand: float
    only_first: int
    only_second: int

    def best_jaccard(self) -> dict[str, float]:
        """Return the Jaccard index of every matched pair, by ``first=second``."""
        return {f"{self.first[i]}={self.second[j]}": float(self.jaccard[i, j]) for i, j in self.matched}

    def confusion_table(self) -> str:
        """Return the text of the bases in each pair of states, the first's down, the second's across."""
        return self._table([[str(bases) for bases in row] for row in self.confusion.tolist()])

    def jaccard_table(self) -> str:
        """Return the text of the Jaccard index of each pair of states."""
        return self._table([[f"{index:.5f}" for index in row] for row in self.jaccard.tolist()])

    def _table(self, cells: list[list[str]]) -> str:
        rows = ["\t".join(["first\\second", *self.second])]
        rows += ["\t".join([state, *row]) for state, row in zip(self.first, cells, strict=True)]
        return "\n".join(rows) + "\n"


def compare(first: Segments, second: Segments, by_name: bool | None = None) -> SegmentsComparison:
    """Compare two segmentations. Raises `RequestError` when they share no base.

    `by_name` matches states of the same name; by default when some are the same and none is a number, such as
    classes: the numbers of learnt states (``E7``) mean nothing from one model to another.
    """
    confusion = np.zeros((len(first.states), len(second.states)), np.int64)
    for _, left, right, start, end in intersections(first, second):
        np.add.at(confusion, (left, right), end - start)
    total = int(confusion.sum())
    if total == 0:
        raise RequestError(
            f"{first.origin} and {second.origin} share no base (chromosomes {', '.join(first.intervals.chroms[:3])} "
            f"and {', '.join(second.intervals.chroms[:3])}); compare segmentations of one assembly"
        )
    rows, columns = confusion.sum(axis=1), confusion.sum(axis=0)
    either = rows[:, None] + columns[None, :] - confusion
    jaccard = np.divide(confusion, either, out=np.zeros(confusion.shape), where=either > 0)
    if by_name is None:
        words = not any(number_of(state).isdecimal() for state in (*first.states, *second.states))
        by_name = words and not set(first.states).isdisjoint(second.states)
    matched = _match(first.states, second.states, confusion, by_name)
    agreeing = sum(int(confusion[i, j]) for i, j in matched)
    return SegmentsComparison(
        first.states,
        second.states,
        confusion,
        matched,
        jaccard,
        agreeing / total,
        adjusted_rand_of_counts(confusion).agreement,
        first.intervals.bases() - total,
        second.intervals.bases() - total,
    )


def intersections(
    first: Segments, second: Segments
) -> list[tuple[str, NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]]:
    """Return, by chromosome, the maximal pieces with one state in each: (chrom, left, right, start, end)."""
    pieces = []
    for chrom, here in first.intervals.by_chrom():
        there = second.intervals.on(chrom)
        if len(there) == 0:
            continue
        edges = np.unique(np.concatenate([here.start, here.end, there.start, there.end]))
        left, right = _state_at(here, edges[:-1]), _state_at(there, edges[:-1])
        both = (left >= 0) & (right >= 0)
        pieces.append((chrom, left[both], right[both], edges[:-1][both], edges[1:][both]))
    return pieces


def _state_at(segments: Intervals, position: NDArray[np.int64]) -> NDArray[np.int32]:
    assert segments.label is not None
    place = np.searchsorted(segments.start, position, side="right") - 1
    inside = (place >= 0) & (position < segments.end[place])
    return np.where(inside, segments.label[place], -1).astype(np.int32)


def _match(
    first: tuple[str, ...], second: tuple[str, ...], confusion: NDArray[np.int64], by_name: bool
) -> tuple[tuple[int, int], ...]:
    if by_name:
        return tuple((first.index(name), second.index(name)) for name in first if name in second)
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(confusion, maximize=True)
    return tuple((int(i), int(j)) for i, j in zip(rows, columns, strict=True))
