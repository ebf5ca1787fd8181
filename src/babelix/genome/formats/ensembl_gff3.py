"""Genes written as Ensembl writes GFF3, the only form that `bcftools csq` reads."""

from collections.abc import Iterable
from typing import TextIO

from babelix.genome.gene import Gene, Transcript
from babelix.genome.region import Region

# Biotypes that `bcftools csq` knows; under any other it leaves a transcript out.
_CODING = (
    "protein_coding",
    "nonsense_mediated_decay",
    "non_stop_decay",
    "IG_C_gene",
    "IG_D_gene",
    "IG_J_gene",
    "IG_V_gene",
    "TR_C_gene",
    "TR_D_gene",
    "TR_J_gene",
    "TR_V_gene",
)
_OTHER = (
    "lincRNA",
    "miRNA",
    "misc_RNA",
    "processed_transcript",
    "pseudogene",
    "retained_intron",
    "rRNA",
    "snoRNA",
    "snRNA",
    "antisense",
    "lncRNA",
)


def biotype(transcript: Transcript) -> str:
    """Return what a transcript is written as: its own kind where that is known, else protein_coding or lncRNA."""
    known, default = (_CODING, "protein_coding") if transcript.coding else (_OTHER, "lncRNA")
    return transcript.kind if transcript.kind in known else default


def write_ensembl(file: TextIO, genes: Iterable[tuple[str, Gene]], shift: int = 0) -> None:
    """Write genes, each under the name that it is given, its transcripts under that, a dot and their number from 0.

       All stands `shift` bases further left.
    What a transcript codes is written with its phase, exon by exon, its UTRs
       with the words of the Sequence Ontology. A gene without a strand is left out: nothing says which way it is read.
    """
    for key, gene in genes:
        if not gene.strand:
            continue
        lines = _Lines(file, gene.place.chrom, "+" if gene.strand > 0 else "-", shift)
        kind = next((biotype(each) for each in gene.transcripts if each.coding), "lncRNA")
        lines.write("gene", gene.place, f"ID=gene:{key};Name={key};biotype={kind}")
        for number, transcript in enumerate(gene.transcripts):
            name = f"{key}.{number}"
            about = f"ID=transcript:{name};Parent=gene:{key};biotype={biotype(transcript)}"
            lines.write("transcript", transcript.place, about)
            _write_parts(lines, transcript, gene.strand, f"Parent=transcript:{name}")


class _Lines:
    """The rows of one gene."""

    def __init__(self, file: TextIO, chrom: str, strand: str, shift: int) -> None:
        self._file, self._chrom, self._strand, self._shift = file, chrom, strand, shift

    def write(self, kind: str, place: Region, attributes: str, phase: str = ".") -> None:
        """Write a row."""
        ends = f"{place.start - self._shift + 1}\t{place.end - self._shift}"
        self._file.write(
            f"{self._chrom}\tbabelix\t{kind}\t{ends}\t.\t{self._strand}\t{phase}\t{attributes}\n"
        )


def _write_parts(lines: _Lines, transcript: Transcript, strand: int, parent: str) -> None:
    for exon in transcript.exons:
        lines.write("exon", exon, parent)
    if not transcript.coding:
        return
    read = transcript.coding if strand > 0 else transcript.coding[::-1]
    phase = transcript.phase
    for part in read:
        lines.write("CDS", part, parent, str(phase))
        # What is left of the last codon here is what the next part has to end.
        phase = (phase - len(part)) % 3
    first, last = transcript.coding[0].start, transcript.coding[-1].end
    for exon in transcript.exons:
        for start, end, side in (
            (exon.start, min(exon.end, first), 1),
            (max(exon.start, last), exon.end, -1),
        ):
            if start < end:
                kind = "five_prime_UTR" if side == strand else "three_prime_UTR"
                lines.write(kind, Region(exon.chrom, start, end), parent)
