"""Genes read from GTF, GFF3 or BED12, whichever a file is."""

from itertools import chain
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.genome.formats.bed12 import bed12_genes, is_bed12
from babelix.genome.formats.features import is_gff3, read_rows
from babelix.genome.formats.gff3 import gff3_genes
from babelix.genome.formats.gtf import gtf_genes
from babelix.genome.gene import Gene


def read_genes(path: str | Path) -> list[Gene]:
    """Return the genes of a GTF, GFF3 or BED12 file, plain or gzipped, in file order, its contigs named as there.

    Which of them it is, its first row says. Raises `RequestError` naming file and line for a row
    that is none, and for a file without a gene.
    """
    if is_bed12(path):
        return bed12_genes(path)
    rows = read_rows(path)
    first = next(rows, None)
    genes = [] if first is None else (gff3_genes if is_gff3(first) else gtf_genes)(chain([first], rows))
    if not genes:
        raise RequestError(f"{path} names no gene; give a GTF, GFF3 or BED12 file")
    return genes
