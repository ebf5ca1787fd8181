"""Sets of bases by chromosome, and how many of their bases lie in each block of a genome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.coverage.blocks import by_block
from babelix.genome.contig_names import joined
from babelix.genome.interval import Intervals
from babelix.genome.overlap import NOTHING, Union, common, union

Layer = Mapping[str, Union]
Borders = Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True)
class Set:
    """The bases of `inside` (None: all) that `without` does not have (None: nothing)."""

    inside: Layer | None = None
    without: Layer | None = None

    def bases(self, borders: Borders, ground: Layer) -> NDArray[np.float64]:
        """Return how many of its bases on the ground lie in each block (blocks)."""
        held = ground if self.inside is None else both(self.inside, ground)
        counted = by_block(held, borders)
        if self.without is not None:
            counted = counted - by_block(both(held, self.without), borders)
        return counted.astype(np.float64)

    def holds(self, chrom: str, position: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which positions of a chromosome (n, from 0) it holds."""
        inside = np.ones(len(position), bool) if self.inside is None else within(self.inside, chrom, position)
        return inside if self.without is None else inside & ~within(self.without, chrom, position)


def renamed(intervals: Intervals, known: Sequence[str]) -> Intervals:
    """Return intervals with the names that `known` has for their contigs (``1``, ``chr1``), where it has one."""
    names = [joined(name, known) or name for name in intervals.chroms]
    chroms = tuple(dict.fromkeys(names))
    code = np.array([chroms.index(name) for name in names], np.int32)
    return replace(intervals, chroms=chroms, chrom=code[intervals.chrom])


def told_apart(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of contigs, of two that call the same one (``1``, ``chr1``) the first."""
    found: list[str] = []
    for name in names:
        if joined(name, found) is None:
            found.append(name)
    return tuple(found)


def layer(intervals: Intervals, known: Sequence[str]) -> dict[str, Union]:
    """Return the bases that intervals cover, by the names of `known`."""
    return {chrom: union(here.start, here.end) for chrom, here in renamed(intervals, known).by_chrom()}


def both(one: Layer, other: Layer) -> dict[str, Union]:
    """Return the bases that two layers share."""
    return {chrom: common(here, other[chrom]) for chrom, here in one.items() if chrom in other}


def together(*layers: Layer) -> dict[str, Union]:
    """Return the bases that some layer has."""
    chroms = dict.fromkeys(chrom for each in layers for chrom in each)
    return {
        chrom: union(
            np.concatenate([each.get(chrom, NOTHING).start for each in layers]),
            np.concatenate([each.get(chrom, NOTHING).end for each in layers]),
        )
        for chrom in chroms
    }


def within(layer: Layer, chrom: str, position: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which positions of a chromosome (n, from 0) a layer covers."""
    return np.asarray(layer.get(chrom, NOTHING).shared(position, position + 1) > 0)
