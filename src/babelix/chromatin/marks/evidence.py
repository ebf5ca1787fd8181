"""What speaks for a mark, bin by bin: counted reads or a signal, and the least value that makes a bin present."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from babelix.chromatin.marks.spool import Spool
from babelix.chromatin.marks.threshold import Rule
from babelix.genome.formats.signal import SignalTrack

Numbers = NDArray[np.float64] | NDArray[np.int64]


class Evidence(Protocol):
    """One mark of one cell; chromosomes are indices into the sizes."""

    def present(self, code: int) -> bool:
        """Say whether the chromosome has any."""

    @property
    def has_control(self) -> bool:
        """Say whether there is a control."""

    def controlled(self, code: int) -> bool:
        """Say whether the control has any read on the chromosome."""

    def beside_controls(self) -> None:
        """Be told that another mark of the cell has a control; called before `expect`."""

    def expect(self, codes: Sequence[int]) -> None:
        """Learn what to expect of a bin from these chromosomes; called once, before `least`."""

    def values(self, code: int) -> Numbers:
        """Return the count or the mean signal of every bin; not a number where a signal has no data."""

    def least(self, code: int) -> int | NDArray[np.int64]:
        """Return the least value that is present, for all bins or for each."""


class ReadCounts:
    """Counts of reads, pooled over files, with an optional control."""

    def __init__(
        self, files: Sequence[Spool], controls: Sequence[Spool], bins: Sequence[int], rule: Rule, peaks: bool
    ) -> None:
        self._files, self._controls, self._bins, self._rule, self._peaks = files, controls, bins, rule, peaks
        self._expected, self._smooths = 0.0, bool(controls)

    def present(self, code: int) -> bool:
        """Say whether any read counted on the chromosome."""
        return any(file.totals[code] for file in self._files)

    @property
    def has_control(self) -> bool:
        """Say whether there is a control."""
        return bool(self._controls)

    def beside_controls(self) -> None:
        """Use the rule of marks with control, this one's being empty: what ChromHMM does in a cell that has others."""
        self._smooths = True

    def controlled(self, code: int) -> bool:
        """Say whether any read of the control counted on the chromosome."""
        return any(file.totals[code] for file in self._controls)

    def expect(self, codes: Sequence[int]) -> None:
        """Set the mean count of a bin or, with control, the ratio of the reads to the smoothed control."""
        reads = sum(int(file.totals[list(codes)].sum()) for file in self._files)
        if self._smooths:
            smoothed = sum(int(self._smoothed(code).sum()) for code in codes)
            self._expected = reads / smoothed if smoothed else 0.0
        else:
            self._expected = reads / sum(self._bins[code] for code in codes)

    def values(self, code: int) -> NDArray[np.int64]:
        """Return the counts of every bin."""
        return _pooled(self._files, code)

    def least(self, code: int) -> int | NDArray[np.int64]:
        """Return 1 when counting peaks; the threshold; or each bin's threshold given its control."""
        if self._peaks:
            return 1
        if not self._smooths:
            return self._rule.threshold(self._expected)
        return self._rule.thresholds(self._expected * self._smoothed(code).astype(np.float64))

    def _smoothed(self, code: int) -> NDArray[np.int64]:
        counts = _pooled(self._controls, code) if self._controls else np.zeros(self._bins[code], np.int64)
        return self._rule.smoothed(counts)


class MeanSignal:
    """A signal, averaged over files; its mean over bins stands for the mean count (ChromHMM's BinarizeSignal)."""

    def __init__(self, tracks: Sequence[SignalTrack], chroms: Sequence[str], rule: Rule) -> None:
        self._tracks, self._chroms, self._rule = tracks, chroms, rule
        self._threshold = 1

    def present(self, code: int) -> bool:
        """Say whether any file has the chromosome."""
        return any(self._chroms[code] in track.chroms for track in self._tracks)

    has_control = False

    def controlled(self, code: int) -> bool:
        """Say no: a signal is already divided by its control."""
        return False

    def beside_controls(self) -> None:
        """Stay as it is."""

    def expect(self, codes: Sequence[int]) -> None:
        """Set the threshold from the mean of all bins, those without data counted as 0."""
        total, bins = 0.0, 0
        for code in codes:
            values = self.values(code)
            total += float(np.nansum(values))
            bins += len(values)
        self._threshold = self._rule.threshold(max(total / bins, 0.0))

    def values(self, code: int) -> NDArray[np.float64]:
        """Return the mean over files of every bin, from those that have data there."""
        layers = np.stack([track.bins(self._chroms[code]) for track in self._tracks])
        known = np.isfinite(layers).sum(axis=0)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.nansum(layers, axis=0) / known, np.float64)

    def least(self, code: int) -> int:
        """Return the threshold."""
        return self._threshold


def _pooled(spools: Sequence[Spool], code: int) -> NDArray[np.int64]:
    total = spools[0].counts(code)
    for spool in spools[1:]:
        total += spool.counts(code)
    return total
