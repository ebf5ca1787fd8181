"""What the files of a target hold, contig by contig, in bins on the grid from base 0."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.genome.contig_names import ContigNames
from babelix.genome.formats.bigwig.reader import BigWigReader, is_bigwig
from babelix.genome.formats.intervals import read_intervals
from babelix.genome.interval import Intervals
from babelix.tracks.learning.targets import Target, Values

LARGEST = 1e12
"""The highest value of a base: far above any count, and sums of it over a bin are still numbers."""
# Bases read together: a contig of 250 million at once would take gigabytes.
_TOGETHER = 1 << 22


@dataclass(frozen=True)
class Grid:
    """The contigs of a genome in whole bins: their `lengths` in bases, the bases of a bin, how names are read."""

    lengths: Mapping[str, int]
    bin: int
    names: ContigNames

    def bins(self, chrom: str) -> int:
        """Return how many whole bins a contig has."""
        return self.lengths[chrom] // self.bin


def binned(target: Target, grid: Grid, place: Callable[[str], Path]) -> dict[str, Values]:
    """Return the values of a target (bins) for each contig that all of its files have.

    `place` finds the files. Raises `RequestError` for a file of another assembly: none of its contigs is known, or one
    of another length; and for values that are no counts: below 0, or above `LARGEST`.
    """
    paths = [place(name) for name in target.files]
    signals = [is_bigwig(path) for path in paths]
    if any(signals) and not all(signals):
        raise RequestError(
            f"track {target.track.name}: expected BigWig files or intervals, got both; give each a track of its own"
        )
    if signals[0]:
        return _signals(target, grid, paths)
    return _peaks(target, grid, paths)


def _signals(target: Target, grid: Grid, paths: list[Path]) -> dict[str, Values]:
    readers = [_opened(path, grid) for path in paths]
    shared = [chrom for chrom in grid.lengths if all(chrom in called for _, called in readers)]
    found = {}
    for chrom in shared:
        bases, step = grid.bins(chrom) * grid.bin, max(_TOGETHER // grid.bin, 1) * grid.bin
        parts = [
            _of_bins(
                _summed(target, readers, chrom, start, min(start + step, bases), grid.bin), target.statistic
            )
            for start in range(0, bases, step)
        ]
        found[chrom] = target.shaped(np.concatenate([np.zeros(0, np.float32), *parts]))
    return found


def _summed(
    target: Target,
    readers: list[tuple[BigWigReader, dict[str, str]]],
    chrom: str,
    start: int,
    end: int,
    bin: int,
) -> NDArray[np.float64]:
    """Return what all files together have at the bases of some bins (bins, bases)."""
    total = np.zeros(end - start, np.float64)
    for reader, called in readers:
        values = reader.values(called[chrom], start, end)
        _refuse_other_than_counts(values, f"{reader.path}: {called[chrom]}", start)
        total += values if target.masked else np.nan_to_num(values, copy=False)
    return total.reshape(-1, bin)


def _opened(path: Path, grid: Grid) -> tuple[BigWigReader, dict[str, str]]:
    """Return a reader, and how it calls the contigs of the genome that it has."""
    reader = BigWigReader(path)
    called = {known: name for name in reader.lengths if (known := grid.names.find(name)) is not None}
    if not called:
        grid.names.genome_name(next(iter(reader.lengths), "(none)"), str(path))  # refuses, with the remedy
    for known, name in called.items():
        if reader.lengths[name] != grid.lengths[known]:
            raise RequestError(
                f"{path}: {name} has {reader.lengths[name]:,} bases there and {grid.lengths[known]:,} in the genome; "
                "give a track of the genome's assembly"
            )
    return reader, called


def _refuse_other_than_counts(values: NDArray[np.float64], place: str, start: int) -> None:
    odd = np.flatnonzero((values < 0) | (values > LARGEST))
    if len(odd):
        raise RequestError(
            f"{place} has {values[odd[0]]:g} at base {start + odd[0] + 1:,}; expected counts, from 0 to {LARGEST:g}, "
            "as the losses are of counts; give the signal's size, or another signal"
        )


def _of_bins(bases: NDArray[np.float64], statistic: str) -> Values:
    """Return one number for each row of bases; a row without a known base has none."""
    known = ~np.isnan(bases)
    some = known.any(1)
    filled = np.where(known, bases, -np.inf if statistic == "max" else 0.0)
    if statistic == "max":
        found = filled.max(1, initial=-np.inf)
    else:
        found = filled.sum(1)
        if statistic.startswith("mean"):
            found = found / np.maximum(known.sum(1), 1)
    return np.where(some, found, np.nan).astype(np.float32)


def _peaks(target: Target, grid: Grid, paths: list[Path]) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for path in paths:
        for chrom, peaks in _known(read_intervals(path), path, grid):
            marks = found.setdefault(chrom, np.zeros(grid.bins(chrom), np.float32))
            first = np.maximum(peaks.start - target.within, 0) // grid.bin
            last = (np.maximum(peaks.end, peaks.start + 1) - 1 + target.within) // grid.bin
            for begin, end in zip(first.tolist(), last.tolist(), strict=True):
                marks[begin : end + 1] = 1
    return {chrom: target.shaped(found[chrom]) for chrom in grid.lengths if chrom in found}


def _known(peaks: Intervals, path: Path, grid: Grid) -> list[tuple[str, Intervals]]:
    """Return the intervals of the genome's contigs, by its names of them."""
    if not len(peaks):
        raise RequestError(f"{path} holds no interval; expected peaks to learn from")
    found = []
    for name, own in peaks.by_chrom():
        chrom = grid.names.find(name)
        if chrom is None:
            continue
        beyond = np.flatnonzero(own.end > grid.lengths[chrom])
        if len(beyond):
            raise RequestError(
                f"{path}: an interval of {name} ends at {int(own.end[beyond[0]]):,}, and the genome's has "
                f"{grid.lengths[chrom]:,} bases; give peaks of the genome's assembly"
            )
        found.append((chrom, own))
    if not found:
        grid.names.genome_name(peaks.chroms[0], str(path))  # refuses, with the remedy
    return found
