"""The combined segmentation: two segmentations of one cell merged into ENCODE's seven classes by stated rules.

ENCODE Project Consortium, Nature 489 (2012), table 3 and finding 3, merged ChromHMM's and Segway's. The rules here
(decisions/states/combining-is-a-rule-for-each-base), for every base that both cover:

1. Both segmentations give the same class: that class.
2. One says R (low activity): the class that the other gives.
3. Two different active classes: the one that comes first in TSS, PF, E, CTCF, WE, T.

Neighbouring pieces of the same class become one element. Bases that only one segmentation covers are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.compare import intersections
from babelix.chromatin.annotation.labels import BY_NAME
from babelix.chromatin.segments.segments import Segments
from babelix.genome.interval import Intervals

PRECEDENCE = ("TSS", "PF", "E", "CTCF", "WE", "T", "R")
REGIONS = {"enhancer-like": ("E", "WE"), "promoter-like": ("TSS", "PF")}


@dataclass(frozen=True)
class Combined:
    """The merged `segments` (states are classes, in the order of `PRECEDENCE`) and how the bases came about."""

    segments: Segments
    agreed: int
    one_active: int
    by_precedence: int

    def summary(self) -> dict[str, dict[str, int]]:
        """Return elements and bases of every class, and of finding 3's enhancer-like and promoter-like regions.

        Such a region is an unbroken stretch of its classes, however many elements it holds.
        """
        elements, bases = self.segments.counts(), self.segments.bases()
        table = {
            name: {"elements": int(elements[code]), "bases": int(bases[code])}
            for code, name in enumerate(self.segments.states)
        }
        for name, members in REGIONS.items():
            inside = np.isin(self.segments.codes, [PRECEDENCE.index(member) for member in members])
            found = self.segments.intervals[inside]
            breaks = (found.chrom[1:] != found.chrom[:-1]) | (found.start[1:] != found.end[:-1])
            table[name] = {"elements": int(breaks.sum()) + (len(found) > 0), "bases": found.bases()}
        return table

    def table(self) -> str:
        """Return the text of the counts: a line a class with elements, bases, share of bases, and its meaning."""
        total = self.segments.intervals.bases()
        rows = ["class\telements\tbases\tpercent\tmeaning"]
        for name, row in self.summary().items():
            meaning = BY_NAME[name].meaning if name in BY_NAME else " and ".join(REGIONS[name])
            share = 100 * row["bases"] / total
            rows.append(f"{name}\t{row['elements']}\t{row['bases']}\t{share:.4f}\t{meaning}")
        return "\n".join(rows) + "\n"


def combine(
    first: Segments, second: Segments, first_classes: Mapping[str, str], second_classes: Mapping[str, str]
) -> Combined:
    """Merge two segmentations whose states the two mappings turn into classes.

    Raises `RequestError` for a state without class, an unknown class, or segmentations that share no base.
    """
    left_rank, right_rank = _ranks(first, first_classes), _ranks(second, second_classes)
    lowest = len(PRECEDENCE) - 1
    chroms: list[str] = []
    parts: list[tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]] = []
    agreed = one_active = by_precedence = 0
    for chrom, left, right, start, end in intersections(first, second):
        one, other, length = left_rank[left], right_rank[right], end - start
        same = one == other
        alone = ~same & ((one == lowest) | (other == lowest))
        agreed += int(length[same].sum())
        one_active += int(length[alone].sum())
        by_precedence += int(length[~same & ~alone].sum())
        if len(start):
            chroms.append(chrom)
            parts.append(_joined(np.minimum(one, other), start, end))
    if not parts:
        raise RequestError(
            f"{first.origin} and {second.origin} share no base; combine segmentations of one assembly"
        )
    merged = Intervals(
        tuple(chroms),
        np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts]).astype(np.int32),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
        np.zeros(sum(len(part[0]) for part in parts), np.int8),
        PRECEDENCE,
        np.concatenate([part[0] for part in parts]),
    )
    return Combined(Segments(merged, PRECEDENCE, "combined"), agreed, one_active, by_precedence)


def _ranks(segments: Segments, classes: Mapping[str, str]) -> NDArray[np.int32]:
    ranks = []
    for state in segments.states:
        label = classes.get(state)
        if label not in BY_NAME:
            said = "no class" if label is None else f"the class {label!r}"
            raise RequestError(
                f"{segments.origin}: state {state!r} has {said}; give a table of states and classes, "
                f"one of {', '.join(PRECEDENCE)}, as `babelix states annotate` writes it"
            )
        ranks.append(PRECEDENCE.index(label))
    return np.array(ranks, np.int32)


def _joined(
    rank: NDArray[np.int32], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    opens = np.ones(len(rank), bool)
    opens[1:] = (rank[1:] != rank[:-1]) | (start[1:] != end[:-1])
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(rank)) - 1
    return rank[first], start[first], end[last]
