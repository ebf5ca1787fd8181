"""What cases and controls are drawn from: the pool's SNPs on chromosomes that every annotation reaches, less others."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.enrich.snps.pool import Pool
from babelix.genome.contig_names import ensembl

# The extended MHC, megabases where a few associations tag hundreds of SNPs (hg19; hg38 shifts it by some ten kb).
MHC = ("6", 25_000_000, 35_000_000)


def on(pool: Pool, chroms: Iterable[str]) -> NDArray[np.bool_]:
    """Return which SNPs (n) lie on some chromosomes."""
    codes = [pool.chroms.index(chrom) for chrom in chroms]
    return np.isin(pool.chrom, codes)


def outside_mhc(pool: Pool) -> NDArray[np.bool_]:
    """Return which SNPs (n) lie outside the MHC."""
    codes = [code for code, name in enumerate(pool.chroms) if ensembl(name) == MHC[0]]
    inside = np.isin(pool.chrom, codes) & (pool.position >= MHC[1]) & (pool.position < MHC[2])
    return np.asarray(~inside)


def apart_from(
    pool: Pool, others: Sequence[tuple[str, int]], within: int, cases: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which SNPs (n) are cases, or more than `within` bases from all `others` (chromosome, from 0)."""
    near = np.zeros(len(pool) + 1, np.int64)
    for chrom, position in others:
        begin, end = pool.span(chrom)
        here = pool.position[begin:end]
        near[begin + np.searchsorted(here, position - within)] += 1
        near[begin + np.searchsorted(here, position + within, side="right")] -= 1
    apart = np.asarray(np.cumsum(near)[:-1] == 0)
    apart[cases] = True
    return apart
