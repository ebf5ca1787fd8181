"""Where on which genome: a FASTA by path or name, and the regions asked for, checked before any model is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import refuse_pipe
from babelix.data.places import cache_folder
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.formats.bed import blocks
from babelix.genome.formats.genes import read_genes
from babelix.genome.gene import Gene
from babelix.genome.region import Region, parse_region


@dataclass(frozen=True)
class Source:
    """A genome: a FASTA's path, or its name in `genomes_folder`; `offset`, `rename_contigs`: `babelix.genome`."""

    genome: str
    offset: str | None = None
    rename_contigs: str | None = None


@dataclass(frozen=True)
class Where:
    """What to predict over: one `region`, the intervals of a `bed` file, or `contigs`, ``all`` or names with commas."""

    region: str | None = None
    bed: Path | None = None
    contigs: str | None = None


def genomes_folder() -> Path:
    """Return the folder in which a genome named without a path is looked up as NAME.fa, NAME.fa.gz or NAME.fasta."""
    return cache_folder().parent / "genomes"


def open_genome(source: Source) -> tuple[Genome, ContigNames]:
    """Return the genome and what puts names into its own. Raises `RequestError` for one that is not there."""
    path = Path(source.genome)
    refuse_pipe(path, "genome")
    if not path.exists() and len(path.parts) == 1 and not path.suffix:
        places = [genomes_folder() / f"{path}{ending}" for ending in (".fa", ".fa.gz", ".fasta")]
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            raise RequestError(
                f"`genome` {source.genome!r}: no such file, and {genomes_folder()} has no {places[0].name}; "
                "give a FASTA's path, or put one there",
                setting="genome",
            )
        path = found
    genome = Genome.open(path, cache_folder().parent / "indices", source.offset)
    return genome, ContigNames(genome.lengths, source.rename_contigs, path)


def asked_regions(where: Where, genome: Genome, names: ContigNames) -> list[Region]:
    """Return the regions asked for, under the genome's names and in its order of contigs.

    Raises `RequestError` unless exactly one of the three is given, and for what is not wholly inside the genome.
    """
    given = [name for name in ("region", "bed", "contigs") if getattr(where, name) is not None]
    if len(given) != 1:
        got = " and ".join(f"`{name}`" for name in given) or "none"
        raise RequestError(
            f"expected one of `region`, `bed` and `contigs`, got {got}", setting=("region", "bed", "contigs")
        )
    if where.region is not None:
        region = parse_region(where.region)
        region = Region(names.genome_name(region.chrom, "`region`"), region.start, region.end)
        genome.check(region)
        return [region]
    regions = (
        _of_bed(where.bed, genome, names) if where.bed else _of_contigs(str(where.contigs), genome, names)
    )
    order = {chrom: place for place, chrom in enumerate(genome.lengths)}
    return sorted(regions, key=lambda each: (order[each.chrom], each.start, each.end))


def genes_in(path: Path, names: ContigNames) -> list[Gene]:
    """Return the genes of a GTF or GFF3 file on the genome's contigs, by its names of them.

    Raises `RequestError` when they are all on other contigs.
    """
    genes = read_genes(path)
    found = []
    for gene in genes:
        chrom = names.find(gene.place.chrom)
        if chrom is not None:
            found.append(gene.on(chrom))
    if not found:
        names.genome_name(genes[0].place.chrom, str(path))  # refuses, with the remedy
    return found


def _of_bed(path: Path, genome: Genome, names: ContigNames) -> list[Region]:
    refuse_pipe(path, "bed")
    regions = []
    for block in blocks(path):
        found = block.intervals
        rows = zip(
            found.chrom.tolist(), found.start.tolist(), found.end.tolist(), block.line.tolist(), strict=True
        )
        for chrom, start, end, line in rows:
            place = f"{path}, line {line}"
            region = Region(names.genome_name(found.chroms[chrom], place), start, end)
            try:
                genome.check(region)
            except RequestError as error:
                said = str(error).removeprefix("`region` ")  # the setting is the file here
                raise RequestError(f"{place}: {said}", setting=error.setting) from None
            if len(region):
                regions.append(region)
    if not regions:
        raise RequestError(f"{path} holds no interval with a base; give chrom, start and end")
    return regions


def _of_contigs(asked: str, genome: Genome, names: ContigNames) -> Sequence[Region]:
    wanted = [each.strip() for each in asked.split(",") if each.strip()]
    chroms = (
        list(genome.lengths)
        if wanted == ["all"]
        else [names.genome_name(each, "`contigs`") for each in wanted]
    )
    regions = [each for chrom in dict.fromkeys(chroms) for each in genome.known(chrom) if len(each)]
    if not regions:
        raise RequestError(
            f"`contigs` {asked!r}: expected all, or names separated by commas, of contigs with bases",
            setting="contigs",
        )
    return regions
