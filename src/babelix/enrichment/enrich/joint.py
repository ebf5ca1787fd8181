"""The whole matrix beside matched draws: how small the smallest P, and how many coloured cells, are by chance.

Annotations overlap and traits share SNPs, so that cells go together: one draw gives all of them, and the smallest P of
a draw stands for the matrix (Westfall and Young 1993).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.native import Native
from babelix.enrichment.enrich.draws import Drawer
from babelix.enrichment.enrich.matrix import Counts, Matrix, Numbers, Rule

_AT_ONCE = 1 << 22
_tables = Native(
    "babelix.enrichment.enrich.joint_kernels", "tables", ("babelix.enrichment.enrich.exact_kernels",)
)


@dataclass(frozen=True, eq=False)
class Joint:
    """Of `draws`: the P of each cell among the smallest of the matrix (t, a), and of as many coloured cells or more.

    `mean` is how many cells are coloured in a draw.
    """

    draws: int
    p: Numbers
    p_coloured: float
    mean: float


@dataclass(frozen=True, eq=False)
class Tails:
    """The chance of k overlaps or more of every cell (t, a) and k: ``table[start[t, a] + k]``."""

    table: Numbers
    start: Counts

    def of(self, counts: NDArray[np.int32]) -> Numbers:
        """Return the P of overlaps (draws, t, a)."""
        return np.asarray(self.table[self.start + counts])


def tables(cases: Counts, pool: Counts, hits: Counts) -> Tails:
    """Return the tails of `cases` (t, strata) drawn from `pool` (strata), `hits` (a, strata) of it in elements."""
    cases, pool, hits = (np.ascontiguousarray(each, np.int64) for each in (cases, pool, hits))
    traits, annotations = len(cases), len(hits)
    many = np.repeat(cases.sum(axis=1) + 1, annotations)
    starts = np.append(0, np.cumsum(many)).astype(np.int64)
    width = int(many.max(initial=1))
    out = np.empty(starts[-1])
    _tables(cases, pool, hits, traits, annotations, len(pool), width, starts, np.empty(3 * width), out)
    return Tails(out, starts[:-1].reshape(traits, annotations))


def beside_draws(found: Matrix, tails: Tails, drawer: Drawer, draws: int, rule: Rule) -> Joint:
    """Return what draws say of a matrix: P = (1 + k) / (1 + N), k of the N draws at least as extreme."""
    smallest, coloured = [], []
    left = draws
    while left:
        here = max(1, min(left, _AT_ONCE // max(found.p.size, 1)))
        counts = drawer.counts(here)
        p = tails.of(counts)
        coloured.append(rule.coloured(p, counts).sum(axis=(1, 2)))
        smallest.append(p[:, found.testable].min(axis=(1, 2), initial=1.0))
        left -= here
    least = np.sort(np.concatenate(smallest))
    drawn = np.concatenate(coloured)
    # An equal P of a draw comes from the same sum in another order of terms.
    reached = np.searchsorted(least, found.p * (1 + 1e-9), side="right")
    return Joint(
        draws,
        (1 + reached) / (1 + draws),
        float((1 + (drawn >= found.coloured.sum()).sum()) / (1 + draws)),
        float(drawn.mean()),
    )
