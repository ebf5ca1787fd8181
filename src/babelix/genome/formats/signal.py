"""Signals along chromosomes, read from BigWig or bedGraph as the mean of each bin."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.genome.formats.bed import blocks
from babelix.genome.formats.bigwig.reader import refuse_other
from babelix.genome.sizes import refuse_other_lengths, unknown_chromosome

_BIGWIG = (".bw", ".bigwig")
_BEDGRAPH = (".bedgraph", ".bg", ".bdg", ".bedgraph.gz", ".bg.gz", ".bdg.gz")
Values = NDArray[np.float64]


class SignalTrack(Protocol):
    """One signal. `chroms` names the chromosomes that have some."""

    chroms: tuple[str, ...]

    def bins(self, chrom: str) -> Values:
        """Return the mean over the bases with data of each whole bin (bins), not a number where a bin has none."""


def is_signal(path: str | Path) -> bool:
    """Say whether a file's name says that it is BigWig or bedGraph."""
    return str(path).lower().endswith(_BIGWIG + _BEDGRAPH)


@contextmanager
def open_signal(path: str | Path, sizes: dict[str, int], bin_size: int) -> Iterator[SignalTrack]:
    """Open a BigWig or bedGraph file for reading chromosome by chromosome, in bins of `bin_size` bases.

    Memory holds one chromosome: a bedGraph file is binned once into a temporary folder. Raises `RequestError` naming
    file and line for a damaged file, values that are no numbers, unsorted or overlapping intervals, and chromosomes
    of another length than `sizes` says.
    """
    path = Path(path)
    if str(path).lower().endswith(_BIGWIG):
        yield _BigWig(path, sizes, bin_size)
    elif is_signal(path):
        with tempfile.TemporaryDirectory(prefix="babelix-signal-") as folder:
            yield _BedGraph(path, sizes, bin_size, Path(folder))
    else:
        raise RequestError(
            f"{path}: a signal's name ends in .bw, .bigWig, .bedGraph, .bg or .bdg (or these with .gz)"
        )


class _BigWig:
    def __init__(self, path: Path, sizes: dict[str, int], bin_size: int) -> None:
        import pybigtools

        self._path, self._size = path, bin_size
        refuse_other(path)
        try:
            self._file = pybigtools.open(str(path))
            lengths = dict(self._file.chroms())
        except Exception as error:  # the library raises whatever its Rust side meets
            missing = "" if path.is_file() else " (no such file)"
            raise RequestError(
                f"{path} is not a readable BigWig file{missing}: {error}; fetch it again"
            ) from None
        refuse_other_lengths(path, lengths, sizes, "the sizes file")
        self._sizes = sizes
        self.chroms = tuple(chrom for chrom in lengths if chrom in sizes)
        if not self.chroms:
            raise unknown_chromosome(next(iter(lengths), "(none)"), str(path), sizes, "the sizes file")

    def bins(self, chrom: str) -> Values:
        count = self._sizes[chrom] // self._size
        if chrom not in self.chroms or count == 0:
            return np.full(count, np.nan)
        try:
            values = self._file.values(
                chrom, 0, count * self._size, bins=count, summary="mean", exact=True, fillna=None
            )
        except Exception as error:
            raise RequestError(
                f"{self._path}: {chrom} cannot be read ({error}); fetch the file again"
            ) from None
        return np.asarray(values, np.float64)


class _BedGraph:
    def __init__(self, path: Path, sizes: dict[str, int], bin_size: int, folder: Path) -> None:
        self._sizes, self._size, self._folder = sizes, bin_size, folder
        self.chroms: tuple[str, ...] = ()
        current, sums, bases, last = "", np.empty(0), np.empty(0), 0
        for block in blocks(path, values=True):
            found, value = block.intervals, block.value
            assert value is not None
            turns = np.flatnonzero(np.diff(found.chrom)) + 1
            for rows in np.split(np.arange(len(found)), turns):
                chrom = found.chroms[found.chrom[rows[0]]] if len(rows) else current
                if chrom != current:
                    self._keep(current, sums, bases)
                    place = f"{path}, line {block.line[rows[0]]}"
                    if chrom in self.chroms:
                        raise RequestError(
                            f"{place}: {chrom} comes a second time; sort the file by chromosome and start"
                        )
                    if chrom not in sizes:
                        raise unknown_chromosome(chrom, place, sizes, "the sizes file")
                    current, last = chrom, 0
                    sums, bases = np.zeros(self._bins(chrom)), np.zeros(self._bins(chrom))
                start, end = found.start[rows], found.end[rows]
                _refuse_disorder(path, block.line[rows], start, end, last, sizes.get(chrom, 0), chrom)
                last = int(end[-1]) if len(end) else last
                _spread(start, end, value[rows], bin_size, sums, bases)
        self._keep(current, sums, bases)

    def _bins(self, chrom: str) -> int:
        return self._sizes[chrom] // self._size

    def _keep(self, chrom: str, sums: Values, bases: Values) -> None:
        if chrom:
            with np.errstate(invalid="ignore"):
                np.save(self._folder / f"{len(self.chroms)}.npy", sums / bases)
            self.chroms = (*self.chroms, chrom)

    def bins(self, chrom: str) -> Values:
        if chrom not in self.chroms:
            return np.full(self._bins(chrom), np.nan)
        return np.asarray(np.load(self._folder / f"{self.chroms.index(chrom)}.npy"), np.float64)


def _refuse_disorder(
    path: Path,
    line: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    last: int,
    length: int,
    chrom: str,
) -> None:
    before = np.concatenate([[last], end[:-1]])
    for bad, why in (
        (
            start < before,
            "starts before the line above ends; sort the file by chromosome and start, without overlaps",
        ),
        (end > length, f"ends after {chrom}, which has {length} bases; use files of one assembly"),
    ):
        if bad.any():
            raise RequestError(f"{path}, line {line[int(np.flatnonzero(bad)[0])]}: the interval {why}")


def _spread(
    start: NDArray[np.int64], end: NDArray[np.int64], value: Values, size: int, sums: Values, bases: Values
) -> None:
    """Add to every bin its bases with data, and value times bases."""
    first, last = start // size, np.minimum((end - 1) // size, len(sums) - 1)
    kept = (end > start) & (first < len(sums)) & np.isfinite(value)
    first, last, start, end, value = first[kept], last[kept], start[kept], end[kept], value[kept]
    width = last - first + 1
    step = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    where = np.repeat(first, width) + step
    low = np.maximum(np.repeat(start, width), where * size)
    high = np.minimum(np.repeat(end, width), (where + 1) * size)
    sums += np.bincount(where, (high - low) * np.repeat(value, width), len(sums))
    bases += np.bincount(where, high - low, len(bases))
