"""Motifs of transcription factors as probability matrices, and how much of each a stretch of DNA holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.sequence import one_hot
from babelix.genome.variant import Read, Variant

Values = NDArray[np.float64]
# What every letter is given beside its probability, so that none is impossible.
PSEUDOCOUNT = 0.01
_BACKGROUND = 0.25


@dataclass(frozen=True, eq=False)
class Motif:
    """A name and the probability of A C G T at each position (width, 4), seen in `sites` stretches of DNA if told."""

    name: str
    probabilities: Values
    sites: int | None = None

    def log_odds(self) -> Values:
        """Return ``log2(p' / 0.25)`` (width, 4), p' the probability with `PSEUDOCOUNT` spread over the letters."""
        mended = (self.probabilities + PSEUDOCOUNT * _BACKGROUND) / (1 + PSEUDOCOUNT)
        return np.asarray(np.log2(mended / _BACKGROUND), np.float64)


class MotifScanner:
    """Scores stretches of DNA by motifs, on both strands."""

    def __init__(self, motifs: Sequence[Motif]) -> None:
        self.names = tuple(motif.name for motif in motifs)
        self._width = max((len(motif.probabilities) for motif in motifs), default=1)
        # Both strands of a motif one after the other, zeros behind it: (widest x 4, motifs x 2).
        table = np.zeros((2 * len(motifs), self._width, 4))
        for index, motif in enumerate(motifs):
            odds = motif.log_odds()
            for strand, side in enumerate((odds, odds[::-1, ::-1])):
                table[2 * index + strand, : len(side)] = side
        self._table = table.reshape(len(table), -1).T
        self._widths = np.repeat([len(motif.probabilities) for motif in motifs], 2)

    def occupancy(self, rows: NDArray[np.float32]) -> Values:
        """Return log2 of the odds of each motif, summed over all places and both strands (motifs).

        ``log2(sum over places of 2^S)``, S the summed log-odds of a site (Foat, Morozov and Bussemaker 2006, the limit
        of few factors). `rows` is (bases, 4), one-hot; an N counts as the background. It is minus infinity for
        a motif wider than that.
        """
        padded = np.concatenate([rows, np.zeros((self._width - 1, 4), rows.dtype)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (self._width, 4)).reshape(len(rows), -1)
        whole = np.arange(len(rows))[:, None] + self._widths <= len(rows)
        odds = np.where(whole, np.exp2(windows @ self._table), 0).sum(0).reshape(-1, 2).sum(1)
        return np.asarray(np.log2(odds, out=np.full(len(odds), -np.inf), where=odds > 0), np.float64)

    def change(self, reference: NDArray[np.float32], alternative: NDArray[np.float32]) -> tuple[float, str]:
        """Return the change of occupancy of the motif that changes most, with its sign, and that motif's name.

        Motifs wider than either stretch are left out; 0 and no name where none is left or nothing changes.
        """
        before, after = self.occupancy(reference), self.occupancy(alternative)
        held = np.isfinite(before) & np.isfinite(after)
        change = np.zeros(len(before))
        change[held] = after[held] - before[held]
        if not change.any():
            return 0.0, ""
        most = int(np.abs(change).argmax())
        return float(change[most]), self.names[most]

    def change_at(self, read: Read, variant: Variant, reach: int = 25) -> tuple[float, str]:
        """Return what `change` says of a variant, over the bases up to `reach` to either side of it.

        `read` gives the bases ``[start, end)`` of a contig, N where there are none.
        """
        change = variant.trimmed()
        before = read(change.chrom, change.start - reach, change.start)
        after = read(change.chrom, change.end, change.end + reach)
        sides = [
            np.concatenate([before, np.frombuffer(allele.encode("ascii"), np.uint8), after])
            for allele in (change.ref, change.alt)
        ]
        return self.change(one_hot(sides[0]), one_hot(sides[1]))
