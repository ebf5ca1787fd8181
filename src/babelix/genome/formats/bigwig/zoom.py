"""Summaries of a BigWig file: what a browser shows from afar, level by level fewer and wider."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

# Kent et al. 2010, supplementary table 19: as it is written.
_WHOLE, _FRACTIONS = ("chrom", "start", "end", "valid"), ("min", "max", "sum", "squares")
WRITTEN = np.dtype([(name, "<u4") for name in _WHOLE] + [(name, "<f4") for name in _FRACTIONS])
# As it is added up.
RECORD = np.dtype([(name, np.int64) for name in _WHOLE] + [(name, np.float64) for name in _FRACTIONS])
PER_BLOCK = 1_024
Records = NDArray[np.void]


def of_bins(
    chrom: int, starts: NDArray[np.int64], ends: NDArray[np.int64], values: NDArray[np.float64]
) -> Records:
    """Return a record a bin."""
    found = np.zeros(len(values), RECORD)
    bases = ends - starts
    found["chrom"], found["start"], found["end"], found["valid"] = chrom, starts, ends, bases
    found["min"] = found["max"] = values
    found["sum"], found["squares"] = values * bases, values**2 * bases
    return found


def added_up(records: Records, reduction: int) -> Records:
    """Return one record for all of one contig that begin within one stretch of `reduction` bases."""
    if not len(records):
        return records
    stretch = records["start"] // reduction
    turns = (np.diff(stretch) != 0) | (np.diff(records["chrom"]) != 0)
    first = np.concatenate([[0], np.flatnonzero(turns) + 1])
    found: Records = records[first].copy()
    found["end"] = np.maximum.reduceat(records["end"], first)
    found["min"], found["max"] = (
        np.minimum.reduceat(records["min"], first),
        np.maximum.reduceat(records["max"], first),
    )
    for name in ("valid", "sum", "squares"):
        found[name] = np.add.reduceat(records[name], first)
    return found


class Level:
    """One level: takes records in order, hands blocks of its own to `write`, and its records to the level above."""

    def __init__(self, reduction: int, write: Callable[[Records], None], above: "Level | None") -> None:
        self.reduction = reduction
        self._write, self._above = write, above
        self._open = np.zeros(0, RECORD)  # the last one, to which more may come
        self._waiting = np.zeros(0, RECORD)

    def add(self, records: Records) -> None:
        """Take records that come after those before."""
        found = added_up(np.concatenate([self._open, records]), self.reduction)
        self._open = found[-1:]
        self._pass_on(found[:-1])

    def finish(self) -> None:
        """Hand on what waits."""
        self._pass_on(self._open)
        self._open = self._open[:0]
        while len(self._waiting):
            self._flush()
        if self._above is not None:
            self._above.finish()

    def _pass_on(self, records: Records) -> None:
        self._waiting = np.concatenate([self._waiting, records])
        while len(self._waiting) >= PER_BLOCK:
            self._flush()
        if self._above is not None and len(records):
            self._above.add(records)

    def _flush(self) -> None:
        """Write a block, of one contig."""
        block = self._waiting[:PER_BLOCK]
        block = block[block["chrom"] == block["chrom"][0]]
        self._write(block)
        self._waiting = self._waiting[len(block) :]
