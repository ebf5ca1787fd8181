"""How far SNPs lie from the nearest start of transcription."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.genome.contig_names import joined
from babelix.genome.formats.bed12 import is_bed12
from babelix.genome.formats.genes import read_genes
from babelix.genome.formats.intervals import kind_of, read_intervals


def read_starts(path: Path) -> dict[str, NDArray[np.int64]]:
    """Return the starts of transcription of each chromosome, in rising order.

    Those of the genes of GTF, GFF3 and BED12; of other BED every interval is one, of which the base counts that its
    strand begins with. Raises `RequestError` for a file without any.
    """
    found: dict[str, list[int]] = {}
    if kind_of(path) == "gff" or (kind_of(path) == "bed" and is_bed12(path)):
        for gene in read_genes(path):
            found.setdefault(gene.place.chrom, []).extend(gene.starts)
    else:
        for chrom, here in read_intervals(path).by_chrom():
            last = np.maximum(here.end - 1, here.start)
            found.setdefault(chrom, []).extend(np.where(here.strand < 0, last, here.start).tolist())
    if not any(found.values()):
        raise RequestError(
            f"{path} holds no start of transcription; give BED, BED12, GTF or GFF3", setting="tss"
        )
    return {chrom: np.unique(np.array(starts, np.int64)) for chrom, starts in found.items()}


def distances(pool: Pool, starts: Mapping[str, NDArray[np.int64]], path: Path) -> NDArray[np.float64]:
    """Return the bases from each SNP to the nearest start (n), NaN on a chromosome without any.

    Raises `RequestError` where no chromosome has one.
    """
    found = np.full(len(pool), np.nan)
    named = {joined(chrom, pool.chroms): here for chrom, here in starts.items()}
    for chrom in pool.chroms:
        begin, end = pool.span(chrom)
        here = named.get(chrom)
        if here is None or not len(here):
            continue
        position = pool.position[begin:end]
        after = np.searchsorted(here, position)
        right = here[np.minimum(after, len(here) - 1)] - position
        left = position - here[np.maximum(after - 1, 0)]
        found[begin:end] = np.minimum(np.abs(right), np.abs(left))
    if np.isnan(found).all():
        raise RequestError(
            f"{path} has starts on {', '.join([*starts][:3])} and the pool SNPs on {', '.join(pool.chroms[:3])}; use "
            "files of one assembly with one way of naming chromosomes",
            setting="tss",
        )
    return found
