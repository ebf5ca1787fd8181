"""Traits by annotations: which of their SNPs lie in which elements more often than chance has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.enrich.exact import tails
from babelix.evaluation.multiple_testing import benjamini_hochberg

# ENCODE (2012), figure 10: P of 0.01 or less and three overlaps at least.
P_RULE = 0.01
LEAST_OVERLAPS = 3
FDR = 0.05
Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Rule:
    """A cell is coloured with P of `p` or less and `overlaps` at least."""

    p: float = P_RULE
    overlaps: int = LEAST_OVERLAPS

    def coloured(self, p: Numbers, observed: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
        """Return which cells are (traits, annotations)."""
        return np.asarray((p <= self.p) & (observed >= self.overlaps))


@dataclass(frozen=True, eq=False)
class Matrix:
    """`traits` (t) by `annotations` (a): cases (t), overlaps `observed` and `expected`, exact `p`, all (t, a).

    `p_shifted` (t, a) is that of elements moved past the cases of traits with a coloured cell, NaN for others. `q` is
    Benjamini and Hochberg's over the cells of traits with as many cases as the rule wants overlaps, NaN
    elsewhere. `testable` (t) says which these are, `drawn` (t, strata) how many cases each stratum has.
    """

    traits: tuple[str, ...]
    annotations: tuple[str, ...]
    members: tuple[Counts, ...]
    drawn: Counts
    cases: Counts
    observed: Counts
    expected: Numbers
    p: Numbers
    q: Numbers
    testable: NDArray[np.bool_]
    coloured: NDArray[np.bool_]
    p_shifted: Numbers | None = None

    def unsupported(self, rule: Rule) -> NDArray[np.bool_]:
        """Return which coloured cells the shifted null does not support (t, a): its P is above the rule's."""
        if self.p_shifted is None:
            return np.zeros_like(self.coloured)
        return np.asarray(self.coloured & (self.p_shifted > rule.p))

    def reached(self, overlaps: int) -> int:
        """Return how many cells have so many overlaps at least."""
        return int((self.observed >= overlaps).sum())


@dataclass(frozen=True)
class Strata:
    """Of each stratum (s): how many SNPs it has, and how many of them lie in each annotation (annotations, s)."""

    pool: Counts
    hits: Counts

    def expected(self, cases: Counts) -> Numbers:
        """Return the overlaps that so many SNPs drawn from each stratum (traits, s) have on the mean (traits, a)."""
        return np.asarray((cases / np.maximum(self.pool, 1)) @ self.hits.T, np.float64)


def matrix(
    traits: Sequence[str],
    annotations: Sequence[str],
    members: Sequence[Counts],
    held: NDArray[np.bool_],
    strata: Strata,
    stratum: Counts,
    rule: Rule,
) -> Matrix:
    """Return the matrix of traits whose cases are `members` (indices into the cases of any trait).

    `held` (annotations, cases) says which cases lie in elements, `stratum` (cases) where they are drawn from.
    """
    inside = held.T.astype(np.int64)
    counts = np.array([np.bincount(stratum[own], minlength=len(strata.pool)) for own in members], np.int64)
    observed = np.array([inside[own].sum(axis=0) for own in members], np.int64)
    counts, observed = counts.reshape(len(members), -1), observed.reshape(len(members), len(annotations))
    p = tails(observed, counts, strata.pool, strata.hits).p
    cases = counts.sum(axis=1)
    testable = cases >= rule.overlaps
    q = np.full(p.shape, np.nan)
    q[testable] = benjamini_hochberg(p[testable].ravel(), FDR).q_values.reshape(-1, p.shape[1])
    return Matrix(
        traits=tuple(traits),
        annotations=tuple(annotations),
        members=tuple(members),
        drawn=counts,
        cases=cases,
        observed=observed,
        expected=strata.expected(counts),
        p=p,
        q=q,
        testable=testable,
        coloured=rule.coloured(p, observed),
    )
