"""Genes and their exons, read from GTF."""

import re
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.genome.region import Region

_ATTRIBUTE = re.compile(r'(\w+) "([^"]*)"')


@dataclass(frozen=True)
class Gene:
    """A gene: where it lies, its `strand` (+1, -1, 0), the exons of all its transcripts, sorted, each once."""

    name: str
    place: Region
    strand: int
    exons: tuple[Region, ...]


def read_genes(path: str | Path) -> list[Gene]:
    """Return the genes of a GTF file, plain or gzipped, in file order, under the names of contigs that it uses.

    A gene reaches from the first base of its rows to the last. Raises `RequestError` naming file and line for a row
    that is none, and for a file without a gene.
    """
    places: dict[tuple[str, str], list[Region]] = {}
    exons: dict[tuple[str, str], set[Region]] = {}
    about: dict[tuple[str, str], tuple[str, int]] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        known = dict(_ATTRIBUTE.findall(fields[8])) if len(fields) > 8 else {}
        numbers = [field for field in fields[3:5] if field.isdecimal() and int(field) > 0]
        if len(numbers) != 2 or "gene_id" not in known or int(fields[4]) < int(fields[3]):
            raise RequestError(
                f"{path}, line {number}: expected nine columns separated by tabs, with first and last base and a "
                f'gene_id "...", got {line[:60]!r}; give a GTF file'
            )
        place = Region(fields[0], int(fields[3]) - 1, int(fields[4]))
        gene = (place.chrom, known["gene_id"])
        places.setdefault(gene, []).append(place)
        about[gene] = (known.get("gene_name") or known["gene_id"], {"+": 1, "-": -1}.get(fields[6], 0))
        if fields[2] == "exon":
            exons.setdefault(gene, set()).add(place)
    if not places:
        raise RequestError(f"{path} names no gene; give a GTF file")
    return [
        Gene(
            about[gene][0],
            Region(gene[0], min(each.start for each in rows), max(each.end for each in rows)),
            about[gene][1],
            tuple(sorted(exons.get(gene, ()))),
        )
        for gene, rows in places.items()
    ]
