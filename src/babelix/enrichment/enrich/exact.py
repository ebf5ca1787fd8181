"""The exact chance of so many overlaps: as many SNPs as the cases drawn anew from each stratum, without replacement.

In one stratum the count is hypergeometric; strata are drawn independently, so the distribution of the sum is the
convolution of theirs. It is exact for draws that are independent within strata. Cases that are neighbours are no such
draw: collapse them to loci, and look at the shifted null (`shifted`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.native import Native

Counts = NDArray[np.int64]
_KERNELS = "babelix.enrichment.enrich.exact_kernels"
_tails, _chances = Native(_KERNELS, "tails"), Native(_KERNELS, "chances")


@dataclass(frozen=True)
class Tails:
    """The chances of `above`: more overlaps than observed, and of `exactly` as many (traits, annotations).

    What is below 1e-290 is 0.
    """

    above: NDArray[np.float64]
    exactly: NDArray[np.float64]

    @property
    def p(self) -> NDArray[np.float64]:
        """The P of enrichment: of as many overlaps or more. It is discrete: P(p <= a) <= a under its own null."""
        return np.minimum(self.above + self.exactly, 1)

    def randomised(self, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return P(more) + U P(as many): uniform under the null when `drawn`, U, is uniform on [0, 1]."""
        return np.asarray(self.above + drawn * self.exactly)


@dataclass(frozen=True)
class Chances:
    """The null distribution of a count: `first`, ``first + 1``, ... with `chance` each (n)."""

    first: int
    chance: NDArray[np.float64]

    @property
    def counts(self) -> Counts:
        """The counts that have a chance (n)."""
        return np.arange(self.first, self.first + len(self.chance))

    def mean(self) -> float:
        """Return the count expected."""
        return float(self.counts @ self.chance)

    def deviation(self) -> float:
        """Return the standard deviation of the count."""
        return float(np.sqrt((self.counts - self.mean()) ** 2 @ self.chance))

    def quantile(self, share: float) -> int:
        """Return the least count that is not exceeded with a chance of `share`."""
        below = np.cumsum(self.chance) < share * (1 - 1e-12)
        return self.first + min(int(below.sum()), len(self.chance) - 1)


def tail(observed: int, cases: Counts, pool: Counts, hits: Counts) -> float:
    """Return the chance of `observed` overlaps or more of `cases` (strata) drawn from `pool`, `hits` of it in elements.

    Raises `RequestError` for a stratum with more cases, or more hits, than its pool has SNPs.
    """
    return float(tails(np.array([[observed]]), cases[None], pool, hits[None]).p[0, 0])


def tails(observed: Counts, cases: Counts, pool: Counts, hits: Counts) -> Tails:
    """Return the chances of `observed` (traits, annotations), all cells in one pass.

    `cases` (traits, strata) are drawn from `pool` (strata), of which `hits` (annotations, strata) lie in elements.
    Raises as `tail` does.
    """
    cases, pool, hits = _whole(cases, pool, hits)
    observed = np.ascontiguousarray(observed, np.int64)
    above, exactly = np.empty(observed.shape), np.empty(observed.shape)
    width = int(cases.sum(axis=1).max(initial=0)) + 1
    room = np.empty(3 * width)
    _tails(observed, cases, pool, hits, *observed.shape, len(pool), width, room, above, exactly)
    return Tails(above, exactly)


def chances(cases: Counts, pool: Counts, hits: Counts) -> Chances:
    """Return the null distribution of the count of `cases` (strata). Raises as `tail` does."""
    cases, pool, hits = _whole(cases[None], pool, hits[None])
    width = int(cases.sum()) + 1
    out, first = np.empty(width), np.zeros(1, np.int64)
    count = _chances(cases, pool, hits, len(pool), width, np.empty(3 * width), out, first)
    return Chances(int(first[0]), out[:count])


def _whole(cases: Counts, pool: Counts, hits: Counts) -> tuple[Counts, Counts, Counts]:
    """Return the three as the kernels read them; refuse what cannot be drawn."""
    for what, drawn in (("cases", cases), ("SNPs in elements", hits)):
        amiss = np.argwhere((drawn > pool) | (drawn < 0))
        if len(amiss):
            row, stratum = amiss[0]
            raise RequestError(
                f"stratum {stratum}: {drawn[row, stratum]} {what} of {pool[stratum]} SNPs in its pool; expected 0 to "
                "as many as the pool has: count the cases as members of it"
            )
    return (
        np.ascontiguousarray(cases, np.int64),
        np.ascontiguousarray(pool, np.int64),
        np.ascontiguousarray(hits, np.int64),
    )
