"""The elements of one file, on the chromosomes of a genome: names joined, places checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.genome.contig_names import joined
from babelix.genome.formats.bed import Columns, blocks, together
from babelix.genome.formats.fasta import refuse_truncated
from babelix.genome.formats.intervals import kind_of, peak_columns, read_intervals
from babelix.genome.interval import Intervals

_SIGNAL = 6  # narrowPeak's and broadPeak's seventh column


@dataclass(frozen=True)
class Elements:
    """`n` elements ``[start, end)`` of a file; `chrom` (n) indexes the genome's chromosomes.

    `signal` (n) is that of peaks, None of others; `labels` and `label` (n) are their names, such as states. `renamed`
    are the file's names of chromosomes that the genome calls otherwise, `strangers` the elements on those it lacks.
    """

    chrom: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    signal: NDArray[np.float64] | None
    labels: tuple[str, ...]
    label: NDArray[np.int32] | None
    renamed: Mapping[str, str]
    strangers: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.start)

    def without_places(self) -> "Elements":
        """Return what is known of the elements beside where they lie, in less memory."""
        return replace(self, chrom=self.chrom[:0], start=self.start[:0], end=self.end[:0])


def read_elements(path: Path, sizes: Mapping[str, int], sizes_path: Path) -> Elements:
    """Return the elements of a file on the chromosomes of `sizes` (bases of each, in order).

    A chromosome that the genome calls otherwise (``1``, ``chr1``; ``23``, ``chrX``) is joined. Raises `RequestError`
    naming file and line for a malformed line and for an element beyond its chromosome's end, and for a file that names
    no chromosome of the genome.
    """
    found, signal, line = _read(path)
    names = [joined(name, sizes) for name in found.chroms]
    if found.chroms and not any(names):
        raise RequestError(
            f"{path} is on chromosomes {_some(found.chroms)} and {sizes_path} has {_some(tuple(sizes))}; use files of "
            "one assembly with one way of naming chromosomes"
        )
    order = {name: place for place, name in enumerate(sizes)}
    codes = np.array([-1 if name is None else order[name] for name in names], np.int32)
    chrom = codes[found.chrom]
    length = np.array([*sizes.values(), 0], np.int64)[chrom]
    beyond = np.flatnonzero((chrom >= 0) & (found.end > length))
    if len(beyond):
        row = int(beyond[0])
        place = f", line {line[row]}" if line is not None else ""
        here, name = found.chroms[found.chrom[row]], names[found.chrom[row]]
        raise RequestError(
            f"{path}{place}: {here}:{found.start[row]}-{found.end[row]} ends beyond {name}, which has "
            f"{length[row]:,} bases in {sizes_path}; use files of one assembly"
        )
    counts = np.bincount(found.chrom, minlength=len(names))
    strangers = {
        each: int(count)
        for each, name, count in zip(found.chroms, names, counts, strict=True)
        if name is None
    }
    renamed = {
        each: name
        for each, name in zip(found.chroms, names, strict=True)
        if name is not None and name != each
    }
    here = chrom >= 0
    if here.all():
        here = slice(None)  # nothing is copied
    return Elements(
        chrom[here],
        found.start[here],
        found.end[here],
        None if signal is None else signal[here],
        found.labels,
        None if found.label is None else found.label[here],
        renamed,
        strangers,
    )


def _read(path: Path) -> tuple[Intervals, NDArray[np.float64] | None, NDArray[np.int64] | None]:
    if path.is_file():
        refuse_truncated(path)
    if kind_of(path) != "bed":
        return read_intervals(path), None, None
    if peak_columns(path):
        pieces = list(blocks(path, Columns(name=_SIGNAL), values=True))
        values = [each.value for each in pieces if each.value is not None]
        found = together(pieces)
        return found, np.concatenate(values), np.concatenate([each.line for each in pieces])
    pieces = list(blocks(path, names=True))
    if not pieces:
        return Intervals.of([], []), None, None
    return together(pieces), None, np.concatenate([each.line for each in pieces])


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
