"""How much of intervals others cover, and how deep they lie on each other: bedtools' `coverage` and `genomecov`."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals
from babelix.genome.intervals.arranged import Facing
from babelix.genome.intervals.overlaps import counts
from babelix.genome.overlap import union


@dataclass(frozen=True)
class Covered:
    """Of each query: `count`, the subjects that overlap it, and `bases`, its bases that some subject covers."""

    count: NDArray[np.int32]
    bases: NDArray[np.int64]


@checked
def coverage(queries: Intervals, subjects: Intervals, strand: str = "any") -> Covered:
    """Return how many subjects overlap each query and how many of its bases they cover, each base once.

    `strand` as in `overlaps.counts`. An empty interval counts and covers nothing.
    """
    bases = np.zeros(len(queries), np.int64)
    facing = Facing.of(queries, subjects[subjects.end > subjects.start], strand)
    ours, theirs = facing.queries, facing.subjects
    for begin, to, first, last in facing.groups.tolist():
        here = union(theirs.start[first:last], theirs.end[first:last])
        bases[begin:to] = here.shared(ours.start[begin:to], ours.end[begin:to])
    bases = ours.restored(bases)
    bases[queries.end == queries.start] = 0
    return Covered(counts(queries, subjects, strand), bases)


@dataclass(frozen=True)
class Depth:
    """Stretches of one depth, by chromosome and start, disjoint and touching: `depth` (n) intervals lie on each."""

    stretches: Intervals
    depth: NDArray[np.int64]

    def bases(self) -> NDArray[np.int64]:
        """Return how many bases have depth 0, 1, 2, ... up to the greatest."""
        length = self.stretches.end - self.stretches.start
        return np.bincount(self.depth, weights=length).astype(np.int64)


@checked
def depth(intervals: Intervals, sizes: Mapping[str, int]) -> Depth:
    """Return the depth of every base of the chromosomes of `sizes` (bases of each), in their order, as stretches.

    Raises `RequestError` for an interval on another chromosome or beyond the end of its own.
    """
    refuse_outside(intervals, sizes)
    chrom, start, end, level = ([np.empty(0, np.int64)] for _ in range(4))
    for code, (name, size) in enumerate(sizes.items()):
        here = intervals.on(name)
        place = np.concatenate([[0, size], here.start, here.end])
        step = np.repeat([0, 1, -1], [2, len(here), len(here)])
        borders, inverse = np.unique(place, return_inverse=True)
        lying = np.cumsum(np.bincount(inverse, weights=step).astype(np.int64))[:-1]
        turns = np.flatnonzero(np.diff(lying, prepend=-1))
        chrom.append(np.full(len(turns), code))
        start.append(borders[turns])
        end.append(np.append(borders[turns[1:]], size))
        level.append(lying[turns])
    codes = np.concatenate(chrom).astype(np.int32)
    strand = np.zeros(len(codes), np.int8)
    stretches = Intervals(tuple(sizes), codes, np.concatenate(start), np.concatenate(end), strand)
    return Depth(stretches, np.concatenate(level))


def refuse_outside(intervals: Intervals, sizes: Mapping[str, int]) -> None:
    """Raise `RequestError` for the first interval on a chromosome that `sizes` lacks, or beyond the end of its own."""
    length = np.array([sizes.get(chrom, -1) for chrom in intervals.chroms], np.int64)
    beyond = np.flatnonzero(intervals.end > length[intervals.chrom])
    if len(beyond):
        row = int(beyond[0])
        chrom = intervals.chroms[intervals.chrom[row]]
        size = f"{chrom} has {sizes[chrom]:,} bases" if chrom in sizes else f"the sizes lack {chrom}"
        raise RequestError(
            f"intervals: row {row} ({chrom}:{intervals.start[row]}-{intervals.end[row]}) lies outside the genome, for "
            f"{size}; use intervals and sizes of one assembly with one way of naming chromosomes"
        )
