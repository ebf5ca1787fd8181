"""How like each of many motifs one motif is: TOMTOM's P values (Gupta et al. 2007, Genome Biology 8:R24).

s_ij  = -|q_i - t_j|, less its median over all columns t of all targets, in `BINS` steps     (columns)
S_k   = sum of s over the columns that overlap at offset k; one of the query's beside none counts 0, the median
P     = 1 - (1 - p)^2,  p = P(max_k S_k >= S),  the target's columns drawn from all targets'     (two strands)

The distribution of a span of columns is the convolution of theirs, that of the maximum the product of the spans'. What
stands beside nothing counts as the median does ("complete score", Tanaka et al. 2011). Medians and the merging of
columns that are nearly alike are memelite's, so that its P values come out:
decisions/dna/motifs-are-compared-as-memelite-does.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.genome.motifs.motif import Motif

Values = NDArray[np.float64]
Counts = NDArray[np.int64]
BINS = 100
"""The steps between the least and the most alike, as the paper has them."""
FEW = 50
"""With fewer targets there are too few columns to make a background of, as MEME's own program warns."""
LONGEST = 100
"""Columns of a query: what all its spans take grows with their square, and no site is so long."""
_MEDIAN_BINS, _COLUMN_BINS = 1000, 100


@dataclass(frozen=True)
class Match:
    """One target: its P value over both strands, and where the best alignment puts it.

    The target's first column, of its reverse complement where `reverse`, stands at the query's column `offset` (from 0,
    negative before it); `overlap` columns of the query have one of the target beside them.
    """

    name: str
    p_value: float
    offset: int
    overlap: int
    reverse: bool


class Targets:
    """Motifs to compare with, and their columns, of both strands, as the background."""

    def __init__(self, motifs: Sequence[Motif]) -> None:
        if not motifs:
            raise RequestError("expected at least one motif to compare with, got none")
        self.motifs = tuple(motifs)
        there = [motif.probabilities for motif in motifs]
        sides = [*there, *(each[::-1, ::-1] for each in there)]
        self._ends = np.cumsum([0, *map(len, sides)])
        self._columns, self._which, self._counts = _merged(np.concatenate(sides))

    def compare(self, query: Values) -> list[Match]:
        """Return what each motif is to `query` (columns, 4), in their order.

        Raises `RequestError` for a query of no column, and of more than `LONGEST`.
        """
        if not 1 <= len(query) <= LONGEST:
            raise RequestError(
                f"expected a query of 1 to {LONGEST} columns, got {len(query):,}; give the part that may be a site"
            )
        steps, unlike = _steps(query, self._columns, self._counts)
        spans = _Spans(steps, self._counts, unlike)
        sides = []
        for start, end in zip(self._ends, self._ends[1:], strict=False):
            sums = _sums(steps[:, self._which[start:end]] - unlike)
            best, width = int(sums.argmax()), int(end - start)
            offset = best - width + 1
            overlap = min(offset + width, len(query)) - max(offset, 0)
            sides.append((spans.survival(width, int(sums[best])), int(sums[best]), offset, overlap))
        found = []
        for number, motif in enumerate(self.motifs):
            one, other = sides[number], sides[number + len(self.motifs)]
            p, reverse = min(one[0], other[0]), other[1] > one[1]
            _, _, offset, overlap = other if reverse else one
            found.append(Match(motif.name, p * (2 - p), offset, overlap, reverse))
        return found


def _merged(columns: Values) -> tuple[Values, Counts, Counts]:
    """Return columns that differ by a step in a letter, which of them each one is, and how many each stands for."""
    least, most = columns.min(0), columns.max(0)
    spread = np.where(most > least, most - least, 1)
    keys = np.around((columns - least) / spread * (_COLUMN_BINS - 1)).astype(np.int64)
    _, first, which, counts = np.unique(
        keys, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return columns[first], which.reshape(-1), counts


def _steps(query: Values, columns: Values, counts: Counts) -> tuple[Counts, int]:
    """Return how alike columns are in steps of 0 to `BINS` (query, columns), and the step that the median has."""
    likeness = -np.sqrt(((query[:, None] - columns[None]) ** 2).sum(2))
    likeness -= np.array([[_median(row, counts)] for row in likeness])
    least = int(np.floor(likeness.min()))
    scale = int(BINS // max(likeness.max() - least, 1.0))
    return np.floor((likeness - least) * scale + 0.5).astype(np.int64), -least * scale


def _median(values: Values, counts: Counts) -> float:
    """Return the mean of what falls, of `_MEDIAN_BINS` steps over the range, into that which holds the middle."""
    least, most = values.min(), values.max()
    if most == least:
        return float(least)
    bins = ((values - least) / (most - least) * (_MEDIAN_BINS - 1)).astype(np.int64)
    held = np.bincount(bins, counts, _MEDIAN_BINS)
    middle = int((held.cumsum() >= counts.sum() / 2).argmax())
    inside = bins == middle
    return float((values * counts)[inside].sum() / counts[inside].sum())


def _sums(scores: Counts) -> Counts:
    """Return the score of every alignment, from the target's last column on the query's first on."""
    query, width = scores.shape
    sums = np.zeros(query + width - 1, np.int64)
    for row in range(query):
        sums[row : row + width] += scores[row, ::-1]
    return sums


class _Spans:
    """What scores of every span of the query's columns are by chance."""

    def __init__(self, steps: Counts, counts: Counts, unlike: int) -> None:
        self._count, self._unlike = len(steps), unlike
        columns = [np.bincount(row, counts, BINS + 1) / counts.sum() for row in steps]
        self._tails: dict[tuple[int, int], Values] = {}
        for first in range(self._count):
            density = np.ones(1)
            for last in range(first, self._count):
                density = np.convolve(density, columns[last])
                # P(score >= s): summed from the highest, so that small ones keep their digits.
                self._tails[first, last] = density[::-1].cumsum()[::-1]

    def survival(self, width: int, score: int) -> float:
        """Return P(max over all alignments of a target of `width` columns >= `score`)."""
        log_below = 0.0
        for offset in range(1 - width, self._count):
            first, last = max(offset, 0), min(offset + width, self._count) - 1
            at = score + self._unlike * (last - first + 1)
            tail = self._tails[first, last]
            above = 1.0 if at <= 0 else float(tail[at]) if at < len(tail) else 0.0
            if above >= 1:
                return 1.0
            log_below += np.log1p(-above)
        return float(-np.expm1(log_below))
