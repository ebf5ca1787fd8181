"""Elements moved round the SNPs of the pool, with cases still matched: the exact P without its independence.

Each chromosome's SNPs form a circle; elements move by a number of SNPs, so that none falls into a gap of the assembly
or where nothing was measured, and as many SNPs lie in elements as before. After every move the overlap expected of
matched draws is reckoned anew. What is compared is how far the overlap lies above it, in deviations of such draws:

    z = (overlap - sum_s n_s K_s / N_s) / sqrt(sum_s n_s K_s / N_s (1 - K_s / N_s) (N_s - n_s) / (N_s - 1))

n_s cases of N_s SNPs in stratum s, K_s in elements. P = (1 + k) / (1 + N), k of N moves with as large a z.

Why not by bases: decisions/enrichment/annotations-are-shifted-round-the-pools-snps.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.native import Native
from babelix.base.seeds import generator
from babelix.enrichment.enrich.shifted.chromosomes import Shifts

Rows = NDArray[np.int64]
_turned = Native("babelix.enrichment.enrich.shifted.kernels", "turned")
_SAME = 1e-9
_AT_ONCE = 4096  # moves, of which the SNPs in elements are kept by stratum


@dataclass(frozen=True)
class Turns:
    """What annotations that were moved meet: `counts` (moves, traits) of cases, `hits` (moves, strata) of SNPs."""

    counts: NDArray[np.int64]
    hits: NDArray[np.int64]


class Turner:
    """Moves annotations of a pool, its SNPs by chromosome (`chrom`, pool), past the `cases` of several traits (rows).

    The first move of each annotation is none. Others are the same for all annotations.
    """

    def __init__(
        self, chrom: NDArray[np.int32], stratum: NDArray[np.int32], cases: Sequence[Rows], shifts: Shifts
    ) -> None:
        self._cuts = np.append(np.flatnonzero(np.diff(chrom, prepend=-1)), len(chrom)).astype(np.int64)
        sizes = np.diff(self._cuts)
        numbers = generator(shifts.seed, "turns of the pool")
        drawn = numbers.integers(0, sizes, (shifts.draws, len(sizes)))
        self._shifts = np.concatenate([np.zeros((1, len(sizes)), np.int64), drawn])
        traits = np.repeat(np.arange(len(cases)), [len(each) for each in cases])
        slots, mine = np.unique(np.concatenate([np.empty(0, np.int64), *cases]), return_inverse=True)
        order = np.argsort(mine, kind="stable")
        self._slot_traits = traits[order].astype(np.int64)
        self._slot_cuts = np.append(0, np.cumsum(np.bincount(mine, minlength=len(slots)))).astype(np.int64)
        self._table = np.stack([stratum, np.full(len(stratum), -1, np.int32)], axis=1).astype(np.int32)
        self._table[slots, 1] = np.arange(len(slots))
        self.pool = np.bincount(stratum).astype(np.int64)
        self.cases = np.stack(
            [np.bincount(stratum[each], minlength=len(self.pool)) for each in cases]
        ).astype(np.int64)

    def turns(self, members: Rows, moves: slice = slice(None)) -> Turns:
        """Return what an annotation, whose SNPs are `members` (rising rows), meets before and after each move."""
        shifts = self._shifts[moves]
        draws, chroms = shifts.shape
        traits, strata = self.cases.shape
        counts, hits = np.zeros((draws, traits), np.int32), np.zeros((draws, strata), np.int64)
        _turned(
            np.ascontiguousarray(members, np.int64), len(members), self._cuts, chroms, shifts, draws,
            self._table, self._slot_cuts, self._slot_traits, strata, traits, counts, hits,
        )  # fmt: skip
        return Turns(counts.astype(np.int64), hits)

    def scores(self, turns: Turns) -> NDArray[np.float64]:
        """Return z of each move and trait (moves, traits); 0 where matched draws cannot vary."""
        share = turns.hits / self.pool
        expected = share @ self.cases.T
        spread = self.cases * (self.pool - self.cases) / np.maximum(self.pool - 1, 1)
        deviation = np.sqrt((share * (1 - share)) @ spread.T)
        above = turns.counts - expected
        return np.divide(above, deviation, out=np.zeros_like(above), where=deviation > _SAME)

    def p(self, members: Rows) -> NDArray[np.float64]:
        """Return the P of each trait (traits) with an annotation: (1 + k) / (1 + N)."""
        first, reached = None, np.zeros(len(self.cases), np.int64)
        for begin in range(0, len(self._shifts), _AT_ONCE):
            scores = self.scores(self.turns(members, slice(begin, begin + _AT_ONCE)))
            first = scores[0] if first is None else first
            reached += (scores >= first - _SAME).sum(axis=0)
        return np.asarray(reached / len(self._shifts))
