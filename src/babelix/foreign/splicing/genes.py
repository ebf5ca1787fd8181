"""The genes in which variants are looked at: SpliceAI's own tables, one transcript a gene, or a table like them."""

import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from babelix.base.counts import several
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines
from babelix.genome.contig_names import ContigNames, ensembl, ucsc
from babelix.genome.gene import Gene
from babelix.genome.region import Region

TABLES = ("grch37", "grch38")
COLUMNS = ("#NAME", "CHROM", "STRAND", "TX_START", "TX_END", "EXON_START", "EXON_END")

# What GENCODE, Ensembl and RefSeq call the transcript that stands for its gene, the best known first.
TAGS = (
    "MANE_Select",
    "Ensembl_canonical",
    *(f"appris_principal{which}" for which in ("", "_1", "_2", "_3", "_4", "_5")),
)


class Genes:
    """Genes by place, under the names of a genome's contigs; those on contigs that it lacks are left out.

    `chosen` is by what the transcript of how many of them was chosen (`representative`).
    """

    def __init__(
        self, genes: Iterable[Gene], names: ContigNames, chosen: Mapping[str, int] | None = None
    ) -> None:
        self.chosen = chosen or {}
        self._of: dict[str, list[Gene]] = {}
        for gene in genes:
            chrom = _found(gene.place.chrom, names)
            if chrom is not None:
                self._of.setdefault(chrom, []).append(gene.on(chrom))
        self._starts = {c: np.array([g.place.start for g in found]) for c, found in self._of.items()}
        self._ends = {c: np.array([g.place.end for g in found]) for c, found in self._of.items()}

    def __len__(self) -> int:
        """How many genes lie on the genome's contigs."""
        return sum(map(len, self._of.values()))

    @property
    def described(self) -> str:
        """How many they are, and by what their transcripts were chosen."""
        by = ", ".join(f"{why} {count:,}" for why, count in self.chosen.items())
        return f"{several(len(self), 'gene')}" + (f" (transcripts by {by})" if by else "")

    def at(self, chrom: str, base: int) -> list[Gene]:
        """Return the genes that hold a base, counted from 0, in the order of their table."""
        if chrom not in self._of:
            return []
        inside = (self._starts[chrom] <= base) & (base < self._ends[chrom])
        return [self._of[chrom][int(each)] for each in np.flatnonzero(inside)]


def nearest_edge(gene: Gene, base: int) -> int:
    """Return how far the nearest first or last base of an exon lies from `base`; of two as near, the one before it."""
    exons = gene.exons or (gene.place,)
    edges = sorted({exon.start for exon in exons} | {exon.end - 1 for exon in exons})
    return min((edge - base for edge in edges), key=abs)


def representative(gene: Gene) -> tuple[Gene, str]:
    """Return a gene as one of its transcripts, and why that one: the tag of `TAGS` that it has, or ``widest``.

    The first tag that any of the transcripts has decides; of several that have it, and where none has any, it is the
    transcript that spans most bases, then the one of more exons, then the first.
    """
    if not gene.transcripts:
        return gene, "widest"
    why = next((tag for tag in TAGS if any(tag in each.tags for each in gene.transcripts)), "widest")
    among = [each for each in gene.transcripts if why in each.tags] or gene.transcripts
    found = max(among, key=lambda each: (len(each.place), len(each.exons)))
    return replace(gene, place=found.place, exons=found.exons, transcripts=(found,)), why


def table_path(annotation: str) -> Path:
    """Return the table of genes called `annotation`: one of `TABLES`, in the installed package, or a file's path.

    Raises `RequestError` where neither is there.
    """
    path = Path(annotation)
    if annotation in TABLES:
        found = importlib.util.find_spec("spliceai")
        places: Sequence[str] = (found.submodule_search_locations or ()) if found is not None else ()
        path = next(
            (Path(place) / "annotations" / f"{annotation}.txt" for place in places), Path(f"{annotation}.txt")
        )
        if not path.is_file():
            raise RequestError(
                f"`annotation` {annotation}: the table is read from the package spliceai, which is not installed; run "
                "PIP_NO_DEPS=1 pip install spliceai==1.3.1, or give genes by `gtf`",
                setting="annotation",
            )
    if not path.is_file():
        raise RequestError(
            f"`annotation` {annotation!r}: expected {' or '.join(TABLES)}, or a table of genes with the columns "
            f"{' '.join(COLUMNS)}, no such file{did_you_mean(annotation, TABLES)}",
            setting="annotation",
        )
    return path


def read_table(path: str | Path) -> list[Gene]:
    """Return the genes of a table such as SpliceAI's, in its order.

    Columns `COLUMNS`, separated by tabs; starts counted from 0, ends behind the last base, those of exons each followed
    by a comma. Raises `RequestError` naming file and line for a row that is none, and for a table without a gene.
    """
    genes: list[Gene] = []
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.split("\t")
        if number == 1 and tuple(fields) == COLUMNS:
            continue
        if not line.strip() or (number > 1 and line.startswith("#")):
            continue
        gene = _gene(fields) if number > 1 else None
        if gene is None:
            expected = "the columns" if number == 1 else "a gene in the columns"
            raise RequestError(
                f"{path}, line {number}: expected {expected} {' '.join(COLUMNS)}, separated by tabs, got "
                f"{line[:60]!r}; give a table such as SpliceAI's grch38.txt, or a GTF file by `gtf`"
            )
        genes.append(gene)
    if not genes:
        raise RequestError(f"{path} names no gene; give a table with a row below its columns")
    return genes


def _gene(fields: list[str]) -> Gene | None:
    if len(fields) != len(COLUMNS) or fields[2] not in ("+", "-"):
        return None
    name, chrom, strand, *numbers = fields
    try:
        start, end = int(numbers[0]), int(numbers[1])
        starts, ends = ([int(each) for each in column.split(",") if each] for column in numbers[2:])
    except ValueError:
        return None
    if not 0 <= start < end or not starts or len(starts) != len(ends):
        return None
    exons = tuple(Region(chrom, first, last) for first, last in zip(starts, ends, strict=True))
    return Gene(name, Region(chrom, start, end), 1 if strand == "+" else -1, exons)


def _found(chrom: str, names: ContigNames) -> str | None:
    """Return the genome's name of a contig: as it is written, or with or without `chr`, as SpliceAI has it."""
    tried = (names.find(each) for each in (chrom, ucsc(chrom), ensembl(chrom)))
    return next((each for each in tried if each is not None), None)
