"""bcftools' own cases for `csq`, through our reading of their genes and our GFF3, and through a GTF of the same.

    python -m benchmarks.enrichment.consequences --json consequences.json      (the data set `csq-cases` at hand)

Every text that a case expects (INFO/EXP) is compared as a set of kinds, transcript and change of the protein; ``@POS``
stands for what is expected of the row at POS. Those that differ are printed with both sides. We write the UTRs that
exons and CDS leave: where a case's file has no row of one, what is said of UTRs besides is counted as equal apart.
Nothing is timed, so one repeat is all.
"""

import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix import data
from babelix.base.errors import BabelixError
from babelix.enrichment.breakdown.consequences import Consequence, consequences
from babelix.genome.contigs import Genome
from babelix.genome.formats.genes import read_genes
from babelix.genome.gene import Gene, Transcript
from babelix.genome.variant import Variant
from benchmarks.measure import arguments, write

Said = tuple[frozenset[str], str, str]


@dataclass(frozen=True)
class Case:
    """Variants of one file of the cases, what is expected of each (None: nothing is stated), and where all lies."""

    name: str
    variants: Sequence[Variant]
    expected: Sequence[frozenset[Said] | None]
    genes: Path
    reference: Path


def cases(folder: Path, archive: Path) -> Iterator[Case]:
    """Unpack the cases into a folder, and yield those that expect something."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    for vcf in sorted((folder / "test" / "csq").glob("*/*.vcf")):
        rows = [line.split("\t") for line in vcf.read_text().splitlines() if line.strip() and line[0] != "#"]
        info = [dict(each.partition("=")[::2] for each in row[7].split(";")) for row in rows]
        texts = [each.get("EXP") for each in info]
        if not any(texts):
            continue
        at: dict[str, str] = {}
        for row, text in zip(rows, texts, strict=True):
            if text and not text.startswith("@"):
                at[row[1]] = f"{at[row[1]]},{text}" if row[1] in at else text
        yield Case(
            f"{vcf.parent.name}/{vcf.stem}",
            [Variant(row[0], int(row[1]), row[3].upper(), row[4].upper()) for row in rows],
            [_expected(text, at) if text else None for text in texts],
            _genes(vcf),
            _reference(vcf),
        )


def _expected(text: str, at: dict[str, str]) -> frozenset[Said]:
    texts = at.get(text[1:], "") if text.startswith("@") else text
    found = []
    for each in texts.split(","):
        kinds, *more = each.lstrip("*").split("|")
        if len(more) > 1:
            found.append((frozenset(kinds.split("&")), more[1], more[4] if len(more) > 4 else ""))
    return frozenset(found)


def _genes(vcf: Path) -> Path:
    """Return the case's genes without what was cut off at the contig's start when the case was made."""
    own = vcf.with_suffix(".gff")
    given = own if own.exists() else min(vcf.parent.glob("*.gff"))
    kept = vcf.with_suffix(".kept.gff3")
    lines = (line for line in given.read_text().splitlines() if line.count("\t") == 8)
    inside = (line for line in lines if int(line.split("\t")[3]) > 0)
    kept.write_text("".join(f"{line}\n" for line in inside))
    return kept


def _reference(vcf: Path) -> Path:
    """Return the case's reference apart from its index, which is of a longer one in some."""
    given = min(vcf.parent.glob("*.fa"))
    alone = vcf.with_suffix(".alone.fa")
    alone.write_bytes(given.read_bytes())
    return alone


def as_gtf(path: Path, genes: Sequence[Gene]) -> Path:
    """Write genes as a GTF, its last coded codon as ``stop_codon`` rows where it ends a reading frame."""
    with path.open("w", encoding="utf-8") as file:
        for number, gene in enumerate(genes):
            for transcript in gene.transcripts:
                about = f'gene_id "g{number}"; gene_name "{gene.name}"; transcript_id "{transcript.name}"; '
                about += f'transcript_type "{transcript.kind}";'
                strand = "+" if gene.strand > 0 else "-"
                for kind, start, end, phase in _rows(transcript, gene.strand):
                    row = (
                        gene.place.chrom,
                        "made",
                        kind,
                        str(start + 1),
                        str(end),
                        ".",
                        strand,
                        phase,
                        about,
                    )
                    file.write("\t".join(row) + "\n")
    return path


def _rows(transcript: Transcript, strand: int) -> Iterator[tuple[str, int, int, str]]:
    yield "transcript", transcript.place.start, transcript.place.end, "."
    yield from (("exon", each.start, each.end, ".") for each in transcript.exons)
    phase = transcript.phase
    for part in transcript.coding if strand > 0 else transcript.coding[::-1]:
        yield "CDS", part.start, part.end, str(phase)
        phase = (phase - len(part)) % 3


def answers(case: Case, genes: Path, cache: Path) -> list[frozenset[Said]]:
    """Return what we say of each variant of a case, all of them on both copies as the cases have it."""
    genome = Genome.open(case.reference, cache)
    said = consequences(case.variants, read_genes(genes), genome, ["1|1"] * len(case.variants))
    return [frozenset(map(_as_said, each)) for each in said]


def _as_said(each: Consequence) -> Said:
    return frozenset(each.kinds), each.transcript, each.change


def _without_utr(said: Said) -> Said | None:
    """Return what is said without words of UTRs; None where that is all."""
    kinds = frozenset(each for each in said[0] if not each.endswith("_utr"))
    return (kinds, *said[1:]) if kinds else None


def main() -> None:
    """Compare, print and write."""
    options = arguments(__doc__, 1).parse_args()
    archive = data.fetch("csq-cases")["cases"]
    counts = {"expected": 0, "equal": 0, "equal_but_for_utrs_without_rows": 0, "same_through_gtf": 0}
    differing: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for case in cases(folder, archive):
            stated = [number for number, each in enumerate(case.expected) if each is not None]
            counts["expected"] += len(stated)
            try:
                found = answers(case, case.genes, folder / "cache")
                through = answers(
                    case, as_gtf(folder / "genes.gtf", read_genes(case.genes)), folder / "cache"
                )
            except BabelixError as error:
                differing.append({"case": case.name, "refused": str(error)})
                continue
            counts["same_through_gtf"] += sum(found[number] == through[number] for number in stated)
            counts["equal"] += sum(found[number] == case.expected[number] for number in stated)
            utrs = "UTR\t" in case.genes.read_text()
            for number in stated:
                wanted = case.expected[number] or frozenset()
                ours = found[number] if utrs else frozenset(map(_without_utr, found[number])) - {None}
                counts["equal_but_for_utrs_without_rows"] += ours == wanted
                if found[number] != wanted:
                    differing.append(
                        {
                            "case": case.name,
                            "variant": str(case.variants[number]),
                            "expected": _shown(wanted - found[number]),
                            "found": _shown(found[number] - wanted),
                        }
                    )
    for each in differing:
        print(each)
    print("\t".join(f"{name} {count}" for name, count in counts.items()))
    write(options.json, {**counts, "differing": differing})


def _shown(said: frozenset[Said]) -> list[str]:
    return sorted("|".join(("&".join(sorted(kinds)), *more)) for kinds, *more in said)


if __name__ == "__main__":
    main()
