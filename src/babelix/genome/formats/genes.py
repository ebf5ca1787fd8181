"""Genes read from GTF or GFF3, whichever a file is."""

from itertools import chain
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.genome.formats.features import is_gff3, read_rows
from babelix.genome.formats.gff3 import gff3_genes
from babelix.genome.formats.gtf import gtf_genes
from babelix.genome.gene import Gene


def read_genes(path: str | Path) -> list[Gene]:
    """Return the genes of a GTF or GFF3 file, plain or gzipped, in file order, under the names of contigs that it uses.

    Which of the two it is, the attributes of its first row say. Raises `RequestError` naming file and line for a row
    that is none, and for a file without a gene.
    """
    rows = read_rows(path)
    first = next(rows, None)
    genes = [] if first is None else (gff3_genes if is_gff3(first) else gtf_genes)(chain([first], rows))
    if not genes:
        raise RequestError(f"{path} names no gene; give a GTF or GFF3 file")
    return genes
