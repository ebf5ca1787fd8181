"""Which assemblies SNPs and elements can be of, by how far they reach along chromosomes of known lengths."""

from collections.abc import Mapping, Sequence

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.annotated import Annotation
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.genome.assembly import LENGTHS
from babelix.genome.contig_names import ensembl

# A segmentation ends with a bin that may be cut, or stand for less than it says.
_BIN = 1_000
_HUMAN = ("hg18", "hg19", "hg38")


def possible(ends: Mapping[str, int]) -> set[str]:
    """Return the human assemblies none of whose chromosomes ends before the last base of `ends` (bases of each)."""
    bare = {ensembl(chrom): end for chrom, end in ends.items()}
    return {
        name
        for name in _HUMAN
        if all(bare.get(chrom, 0) <= length for chrom, length in LENGTHS[name].items())
    }


def tiled(elements: Sequence[Annotation]) -> set[str] | None:
    """Return the assemblies at whose ends the gapless elements of a source end; None where there are gaps."""
    found: set[str] | None = None
    for chrom in dict.fromkeys(chrom for each in elements for chrom in each.elements):
        here = [each.elements[chrom] for each in elements if chrom in each.elements]
        end = max(int(each.end[-1]) for each in here)
        bases = sum(each.bases() for each in here)
        if ensembl(chrom) not in LENGTHS["hg19"] or bases < 0.99 * end:
            continue
        fitting = {name for name in _HUMAN if abs(LENGTHS[name][ensembl(chrom)] - end) < _BIN}
        if fitting:
            found = fitting if found is None else found & fitting
    return found


def refuse_other_assembly(pool: Pool, found: Sequence[Annotation], paths: Sequence[str]) -> None:
    """Raise `RequestError` where elements of a source (`paths` names each) can be of no assembly of the pool's."""
    ends = {}
    for chrom in pool.chroms:
        begin, end = pool.span(chrom)
        ends[chrom] = int(pool.position[end - 1]) + 1 if end > begin else 0
    ours = possible(ends)
    if not ours:
        return
    for source, path in enumerate(paths):
        own = [each for each in found if each.source == source]
        reach: dict[str, int] = {}
        for each in own:
            for chrom, held in each.elements.items():
                reach[chrom] = max(reach.get(chrom, 0), int(held.end[-1]))
        theirs = tiled(own) or possible(reach)
        if theirs and not theirs & ours:
            raise RequestError(
                f"{path} reaches as far along chromosomes as {' or '.join(sorted(theirs))} does, and the SNPs as "
                f"{' or '.join(sorted(ours))}; give elements of the SNPs' assembly",
                setting="annotation",
            )
