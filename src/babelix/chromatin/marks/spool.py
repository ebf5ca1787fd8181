"""Counts by chromosome through small files, so that memory holds one chromosome whatever the order of the reads."""

from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_PIECE = 1 << 20


class Spool:
    """The bins in which the reads of one file counted, by chromosome, kept in a folder (4 bytes a read).

    `bins` gives the number of bins of every chromosome. `tally` counts the reads used and dropped, by reason.
    """

    def __init__(self, folder: Path, bins: list[int]) -> None:
        folder.mkdir(parents=True)
        self._folder, self._bins = folder, bins
        self.totals = np.zeros(len(bins), np.int64)
        self.tally: Counter[str] = Counter()

    def add(self, chrom: NDArray[np.int32], where: NDArray[np.int32]) -> None:
        """Count one in bin ``where[i]`` of chromosome ``chrom[i]``, for every i."""
        for code in np.unique(chrom):
            here = where[chrom == code]
            self.totals[code] += len(here)
            with (self._folder / str(code)).open("ab") as file:
                here.tofile(file)

    def counts(self, code: int) -> NDArray[np.int64]:
        """Return the counts in the bins of one chromosome."""
        counts = np.zeros(self._bins[code], np.int64)
        path = self._folder / str(code)
        if path.exists():
            with path.open("rb") as file:
                while len(piece := np.fromfile(file, np.int32, _PIECE)):
                    counts += np.bincount(piece, minlength=len(counts))
        return counts
