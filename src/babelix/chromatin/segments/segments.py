"""A segmentation read back: BED intervals, each with a state's name, checked for what the measures below need."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import atomic
from babelix.genome.bed import read_bed
from babelix.genome.interval import Intervals


@dataclass(frozen=True)
class Segments:
    """Sorted, disjoint segments; `states` are the names in order and `intervals.label` indexes them."""

    intervals: Intervals
    states: tuple[str, ...]
    origin: str = "segments"

    def bases(self) -> NDArray[np.int64]:
        """Return the bases in each state (states)."""
        length = self.intervals.end - self.intervals.start
        return np.bincount(self.codes, weights=length, minlength=len(self.states)).astype(np.int64)

    def counts(self) -> NDArray[np.int64]:
        """Return the number of segments of each state (states)."""
        return np.bincount(self.codes, minlength=len(self.states)).astype(np.int64)

    def bin_size(self) -> int:
        """Return ChromHMM's 200 bases where that divides every border, else the greatest length that does.

        The ends of chromosomes, which may cut a bin short, are left out.
        """
        size = 0
        for _, here in self.intervals.by_chrom():
            size = int(np.gcd.reduce(np.append(here.start, here.end[:-1]), initial=size))
        return 200 if size % 200 == 0 else size

    def in_bins(self, bin_size: int) -> "Segments":
        """Return the segments with ends rounded up to whole bins, as ChromHMM reads a chromosome's last one."""
        end = -(-self.intervals.end // bin_size) * bin_size
        return Segments(replace(self.intervals, end=end), self.states, self.origin)

    @property
    def codes(self) -> NDArray[np.int32]:
        """Return the index of every segment's state."""
        assert self.intervals.label is not None
        return self.intervals.label


def read_segments(path: str | Path) -> Segments:
    """Return the segmentation of a BED file whose fourth column names the state (``E1``, ``U2`` or any word).

    States are ordered by their number when all end in one, else alphabetically. Raises `RequestError` naming the file
    for lines without a state and for overlapping segments.
    """
    found = read_bed(path, names=True)
    if len(found) == 0 or "" in found.labels:
        raise RequestError(
            f"{path}: expected segments with a state in column 4, got {'a line without' if len(found) else 'none'}; "
            "give the ..._segments.bed that `babelix states segment` writes"
        )
    assert found.label is not None
    states = tuple(sorted(found.labels, key=_rank))
    place = np.array([states.index(name) for name in found.labels], np.int32)
    order = np.lexsort((found.start, found.chrom))
    kept = found[order]
    assert kept.label is not None
    same = kept.chrom[1:] == kept.chrom[:-1]
    crossing = np.flatnonzero(same & (kept.start[1:] < kept.end[:-1]))
    if len(crossing):
        at = int(crossing[0]) + 1
        raise RequestError(
            f"{path}: segments overlap at {kept.chroms[kept.chrom[at]]}:{kept.start[at]} (0-based); "
            "give a segmentation, in which every base has one state"
        )
    ordered = Intervals(kept.chroms, kept.chrom, kept.start, kept.end, kept.strand, states, place[kept.label])
    return Segments(ordered, states, str(path))


def number_of(state: str) -> str:
    """Return the number at the end of a state's name as ChromHMM prints it (``E10`` -> ``10``), or the name."""
    match = re.fullmatch(r"[A-Za-z]?(\d+)", state)
    return match.group(1) if match else state


def _rank(state: str) -> tuple[int, int, str]:
    number = number_of(state)
    return (0, int(number), state) if number.isdecimal() else (1, 0, state)


def write_coloured(
    path: str | Path, segments: Segments, title: str, look: Mapping[str, tuple[str, tuple[int, int, int]]]
) -> None:
    """Write a 9-column BED with a track line; `look` gives every state's name and colour (red, green, blue)."""
    found = segments.intervals
    names = [look[state][0] for state in segments.states]
    colours = [",".join(map(str, look[state][1])) for state in segments.states]
    rows = zip(
        found.chrom.tolist(), found.start.tolist(), found.end.tolist(), segments.codes.tolist(), strict=True
    )
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'track name="{title}" description="{title}" visibility=1 itemRgb="On"\n')
        for chrom, start, end, code in rows:
            name = found.chroms[chrom]
            file.write(f"{name}\t{start}\t{end}\t{names[code]}\t0\t.\t{start}\t{end}\t{colours[code]}\n")


def write_segments(path: str | Path, segments: Segments) -> None:
    """Write a 4-column BED: chrom, start, end, state."""
    found = segments.intervals
    rows = zip(
        found.chrom.tolist(), found.start.tolist(), found.end.tolist(), segments.codes.tolist(), strict=True
    )
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        for chrom, start, end, code in rows:
            file.write(f"{found.chroms[chrom]}\t{start}\t{end}\t{segments.states[code]}\n")


def of_bins(
    labels: Sequence[NDArray[np.int32]],
    chroms: Sequence[str],
    bin_size: int,
    states: tuple[str, ...],
    origin: str,
) -> Segments:
    """Return the segments of one label a bin for every chromosome; neighbouring bins of one label are joined."""
    parts = []
    for code, label in enumerate(labels):
        first = np.flatnonzero(np.concatenate([[True], label[1:] != label[:-1]]))
        end = np.append(first[1:], len(label))
        parts.append((np.full(len(first), code), first * bin_size, end * bin_size, label[first]))
    chrom, start, end, label = (np.concatenate(column) for column in zip(*parts, strict=True))
    found = Intervals(
        tuple(chroms),
        chrom.astype(np.int32),
        start.astype(np.int64),
        end.astype(np.int64),
        np.zeros(len(start), np.int8),
        states,
        label.astype(np.int32),
    )
    return Segments(found, states, origin)
