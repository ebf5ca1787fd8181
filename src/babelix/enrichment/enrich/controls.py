"""Sets of SNPs beside the cases: how many of each lie in every annotation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.annotated import Annotation
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.enrichment.layers import within
from babelix.genome.contig_names import joined


@dataclass(frozen=True)
class Control:
    """A set of `snps` SNPs on the chromosomes that count, of which `inside` lie in each annotation."""

    name: str
    snps: int
    inside: tuple[int, ...]


def control(name: str, snps: Pool, annotations: Sequence[Annotation], chroms: Sequence[str]) -> Control:
    """Return what lies in annotations of the SNPs on `chroms`, whose names the annotations have.

    Raises `RequestError` where none of the SNPs lies there.
    """
    total, inside = 0, np.zeros(len(annotations), np.int64)
    for chrom in snps.chroms:
        called = joined(chrom, chroms)
        begin, end = snps.span(chrom)
        if called is None:
            continue
        total += end - begin
        position = snps.position[begin:end]
        inside += [int(within(each.elements, called, position).sum()) for each in annotations]
    if not total:
        raise RequestError(
            f"`controls` {name}: none of its {len(snps):,} SNPs lies on the chromosomes that count "
            f"({', '.join(chroms[:3])}{', ...' if len(chroms) > 3 else ''}), its are "
            f"{', '.join(snps.chroms[:3])}; give SNPs of the same ones",
            setting="controls",
        )
    return Control(name, total, tuple(inside.tolist()))
