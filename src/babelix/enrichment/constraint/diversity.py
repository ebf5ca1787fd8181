"""How much people differ in sets of bases: diversity, rare variants, and how far new alleles have come."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.constraint.results import Diversity, Ratio
from babelix.enrichment.coverage.blocks import Draws, drawn
from babelix.enrichment.layers import Borders, Layer, Set, within


@dataclass(frozen=True)
class Snvs:
    """SNVs of one chromosome: `position` (n, from 0), `frequency` of the ALT allele (n), `derived` (n) of the new one.

    `derived` is NaN where the ancestor is not known or is neither allele.
    """

    position: NDArray[np.int64]
    frequency: NDArray[np.float64]
    derived: NDArray[np.float64]


def derived_frequency(frequency: float, ref: str, alt: str, ancestor: str) -> float:
    """Return how frequent the allele is that is not the ancestor's; NaN when neither is, or none is known."""
    ancestor = ancestor.partition("|")[0].upper()
    if ancestor == ref:
        return frequency
    return 1 - frequency if ancestor == alt else float("nan")


def diversity(
    sets: Mapping[str, Set],
    snvs: Mapping[str, Snvs],
    ground: Layer,
    borders: Borders,
    rare: float,
    draws: Draws,
) -> list[Diversity]:
    """Return, for each set, what the SNVs that vary in it say; `ground` holds the bases that were looked at.

    Diversity is the sum of 2 p (1 - p) over its bases (Nei and Li 1979, of biallelic sites and many samples); rare is
    a minor allele less frequent than `rare`.
    """
    found = []
    for name, each in sets.items():
        table = np.column_stack([each.bases(borders, ground), *_by_block(each, snvs, ground, borders, rare)])
        sums, totals = drawn(table, draws), table.sum(0)
        found.append(
            Diversity(
                name,
                int(totals[0]),
                int(totals[1]),
                Ratio.of(totals[2], totals[0], sums, 2, 0),
                Ratio.of(totals[3], totals[1], sums, 3, 1),
                Ratio.of(totals[5], totals[4], sums, 5, 4),
                int(totals[4]),
            )
        )
    return found


def _by_block(
    each: Set, snvs: Mapping[str, Snvs], ground: Layer, borders: Borders, rare: float
) -> NDArray[np.float64]:
    """Return for each block SNVs, sum of 2 p (1 - p), rare ones, those of known ancestor, their derived frequencies."""
    parts = []
    for chrom, places in borders.items():
        columns = np.zeros((5, len(places) - 1))
        here = snvs.get(chrom)
        if here is not None:
            p = here.frequency
            held = each.holds(chrom, here.position) & within(ground, chrom, here.position) & (p > 0) & (p < 1)
            block = np.searchsorted(places, here.position[held], side="right") - 1
            p, derived = p[held], here.derived[held]
            known = ~np.isnan(derived)
            values = (
                np.ones(len(p)),
                _different(here.position[held], p),
                np.minimum(p, 1 - p) < rare,
                known,
                np.where(known, derived, 0),
            )
            for column, value in zip(columns, values, strict=True):
                np.add.at(column, block, value)
        parts.append(columns)
    return np.concatenate(parts, axis=1)


def _different(position: NDArray[np.int64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each allele's part of 1 - sum of p^2 at its site, REF's part shared out: 2 p (1 - p) where it is alone."""
    _, site, alleles = np.unique(position, return_inverse=True, return_counts=True)
    ref = 1 - np.bincount(site, p)
    return np.asarray(p * (1 - p) + (ref * (1 - ref) / alleles)[site])
