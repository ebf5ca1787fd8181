"""The shifted nulls of a study: elements moved round the pool's SNPs, and inside windows of loci."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from babelix.base.progress import Listener, Reporter, silent
from babelix.enrichment.enrich.matrix import Matrix
from babelix.enrichment.enrich.results import Enriched
from babelix.enrichment.enrich.shifted.chromosomes import Shifts
from babelix.enrichment.enrich.shifted.loci import Windows, within_loci
from babelix.enrichment.enrich.shifted.pool import Turner
from babelix.genome.overlap import union
from babelix.workflows.enrichment.enrich.study import Study

Rows = NDArray[np.int64]
_POOL, _APART = "pool", 1 << 40
FLANK = 250_000  # bases to each side of a locus, where it is not told how wide loci are


@dataclass(frozen=True)
class Moved:
    """P of loci and of all cases once elements move round the pool's SNPs, and of loci inside their windows (a).

    `traits` (t, a) has a row for each trait of the matrix, NaN where no cell of it is coloured.
    """

    loci: NDArray[np.float64]
    cases: NDArray[np.float64]
    inside: NDArray[np.float64]
    traits: NDArray[np.float64] | None


def moved(
    study: Study, leads: Rows, found: Matrix | None, shifts: Shifts, listener: Listener = silent
) -> Moved:
    """Move the elements of every annotation past all cases at once; `leads` are the cases once collapsed."""
    coloured = np.flatnonzero(found.coloured.any(axis=1)) if found is not None else np.empty(0, np.int64)
    own = [study.cases[found.members[trait]] for trait in coloured] if found is not None else []
    pool = study.universe.pool
    turner = Turner(pool.chrom, study.strata.index, [leads, study.cases, *own], shifts)
    held = locus_windows(study, leads)
    reporter = Reporter(listener, "moving elements", len(study.annotations), "annotations")
    p, inside = [], []
    for rows in study.inside:
        p.append(turner.p(rows))
        inside.append(within_loci(held, {_POOL: union(rows, rows + 1)}).p)
        reporter.advance()
    chance = np.stack(p, axis=1)
    traits = None
    if found is not None:
        traits = np.full(found.p.shape, np.nan, np.float64)
        traits[coloured] = chance[2:, : len(found.annotations)]
    return Moved(chance[0], chance[1], np.array(inside), traits)


def locus_windows(study: Study, leads: Rows) -> Windows:
    """Return a window of SNPs round each locus: half of what collapses cases to each side of it, and of its proxies.

    Positions are rows of the pool: inside a window too elements move by SNPs, for those of an array are no even sample
    of its bases.
    """
    pool, reach = study.universe.pool, study.loci.reach
    flank = FLANK if reach is None else max(reach // 2, 1)
    place = pool.chrom.astype(np.int64) * _APART + pool.position
    sets = [
        [row, *sorted(each for each in study.proxies.get(row, ()) if pool.chrom[each] == pool.chrom[row])]
        for row in leads.tolist()
    ]
    first = np.array([place[own].min() for own in sets], np.int64)
    last = np.array([place[own].max() for own in sets], np.int64)
    return Windows(
        (_POOL,),
        np.zeros(len(sets), np.int64),
        np.searchsorted(place, first - flank),
        np.searchsorted(place, last + flank, side="right"),
        np.repeat(np.arange(len(sets)), [len(own) for own in sets]),
        np.array([row for own in sets for row in own], np.int64),
    )


def with_shifted(
    rows: Sequence[Enriched], p: NDArray[np.float64], inside: NDArray[np.float64] | None = None
) -> tuple[Enriched, ...]:
    """Return what was found of each annotation with the P of its moves."""
    within = [None] * len(rows) if inside is None else inside.tolist()
    return tuple(
        replace(each, p_shifted=float(chance), p_shifted_loci=own)
        for each, chance, own in zip(rows, p, within, strict=True)
    )
