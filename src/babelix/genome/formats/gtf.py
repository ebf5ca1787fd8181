"""GTF: a gene is the rows of one gene_id, a transcript those of one transcript_id."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from babelix.genome.formats.features import Row, first_phase, wrong
from babelix.genome.gene import Gene, Transcript, joined
from babelix.genome.region import Region

# GTF leaves the stop codon out of CDS.
_CODED = ("CDS", "stop_codon")
_KINDS = ("transcript_type", "transcript_biotype", "gene_type", "gene_biotype")


@dataclass
class _Rows:
    """What the rows of one gene or transcript say together."""

    chrom: str
    start: int
    end: int
    name: str = ""
    strand: int = 0
    exons: set[Region] = field(default_factory=set)
    coded: list[Row] = field(default_factory=list)
    kind: str = ""
    tags: set[str] = field(default_factory=set)
    transcripts: dict[str, "_Rows"] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Reach over the row; keep it when it is an exon or coded."""
        self.start, self.end = min(self.start, row.place.start), max(self.end, row.place.end)
        self.strand = row.strand
        if row.kind == "exon":
            self.exons.add(row.place)
        elif row.kind in _CODED:
            self.coded.append(row)

    @property
    def place(self) -> Region:
        """From the first base of the rows to the last."""
        return Region(self.chrom, self.start, self.end)

    def transcript(self, name: str) -> Transcript:
        """Return the transcript that the rows are."""
        coding = joined(row.place for row in self.coded)
        phase = first_phase((row for row in self.coded if row.kind == "CDS"), self.strand)
        return Transcript(
            name, self.place, tuple(sorted(self.exons)), coding, phase, self.kind, frozenset(self.tags)
        )


def gtf_genes(rows: Iterable[Row]) -> list[Gene]:
    """Return the genes in file order. Raises `RequestError` naming file and line for a row without a gene_id."""
    found: dict[tuple[str, str], _Rows] = {}
    for row in rows:
        known = row.gtf()
        if "gene_id" not in known:
            raise wrong(row.where, row.attributes)
        empty = (row.place.chrom, row.place.start, row.place.end)
        gene = found.setdefault((row.place.chrom, known["gene_id"]), _Rows(*empty))
        gene.name = known.get("gene_name") or known["gene_id"]
        gene.add(row)
        if known.get("transcript_id"):
            transcript = gene.transcripts.setdefault(known["transcript_id"], _Rows(*empty))
            transcript.kind = next((known[each] for each in _KINDS if each in known), transcript.kind)
            if "tag " in row.attributes and not transcript.tags:  # every row of a transcript has them
                transcript.tags = row.tags()
            transcript.add(row)
    return [
        Gene(
            gene.name,
            gene.place,
            gene.strand,
            tuple(sorted(gene.exons)),
            tuple(each.transcript(name) for name, each in gene.transcripts.items()),
        )
        for gene in found.values()
    ]
