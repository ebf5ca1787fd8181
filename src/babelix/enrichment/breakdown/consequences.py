"""What a change of bases does to a protein, as `bcftools csq` says it (Danecek and McCarthy 2017)."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from babelix.base.errors import TaskError
from babelix.genome.contigs import Genome
from babelix.genome.formats.ensembl_gff3 import write_ensembl
from babelix.genome.gene import Gene
from babelix.genome.interval import Intervals
from babelix.genome.overlap import unions
from babelix.genome.region import Region
from babelix.genome.variant import Variant

# In a process of its own for every call: it keeps state, and refuses sound files when called again.
_CSQ = "import sys, pysam.bcftools; pysam.bcftools.csq(*sys.argv[1:], catch_stdout=False)"
_MARGIN = 20
# The worst first, as Ensembl orders them; in bcftools' words.
SEVERITY = (
    "splice_acceptor",
    "splice_donor",
    "stop_gained",
    "frameshift",
    "stop_lost",
    "start_lost",
    "inframe_altering",
    "inframe_insertion",
    "inframe_deletion",
    "missense",
    "splice_region",
    "start_retained",
    "stop_retained",
    "synonymous",
    "coding_sequence",
    "5_prime_utr",
    "3_prime_utr",
    "non_coding",
    "intron",
    "intergenic",
)


@dataclass(frozen=True)
class Consequence:
    """What a variant does to one transcript: `kinds`, the worst first, and the protein's change where there is one.

    `transcript` is empty for an intron, which bcftools tells of the gene.
    """

    kinds: tuple[str, ...]
    gene: str
    transcript: str
    change: str = ""

    @property
    def rank(self) -> int:
        """The place of its worst kind in `SEVERITY`."""
        return _rank(self.kinds[0])


def consequences(
    variants: Sequence[Variant],
    genes: Sequence[Gene],
    genome: Genome,
    genotypes: Sequence[str] | None = None,
) -> list[tuple[Consequence, ...]]:
    """Return the consequences of each variant, the worst first; none where no transcript is touched.

    Each stands alone; with `genotypes`, ``0|1`` and the like, one a variant, those of one person that lie on the same
    copy are taken together. REF must be what stands in the genome; codons that reach beyond what it holds have unknown
    bases. Raises `TaskError` with bcftools' own words when it refuses.
    """
    found: list[tuple[Consequence, ...]] = [()] * len(variants)
    order = sorted(range(len(variants)), key=lambda at: (variants[at].chrom, variants[at].position))
    for chrom in sorted({each.chrom for each in variants}):
        here = [at for at in order if variants[at].chrom == chrom]
        touched = _touched(
            [variants[at] for at in here], [each for each in genes if each.place.chrom == chrom]
        )
        if not touched:
            continue
        lone = [at for at in here if genotypes is None or _unphased(genotypes[at])]
        own = set(lone)
        for some in (lone, [at for at in here if at not in own]):
            if not some:
                continue
            calls = None if genotypes is None or some is lone else [genotypes[at] for at in some]
            with tempfile.TemporaryDirectory() as folder:
                files = _Files(Path(folder), [variants[at] for at in some], touched)
                files.write(genome, calls)
                for at, said in zip(some, files.run(phased=calls is not None), strict=True):
                    found[at] = said
    return found


def _unphased(genotype: str) -> bool:
    """Say whether nothing tells which copy carries the allele: ``0/1``, not ``1/1``, ``0|1`` or ``1``."""
    return "|" not in genotype and len(set(genotype.split("/"))) > 1


def _touched(variants: Sequence[Variant], genes: Sequence[Gene]) -> list[Gene]:
    """Return the genes that some variant lies in or next to."""
    rows = [(each.chrom, max(each.start - _MARGIN, 0), each.end + _MARGIN) for each in variants]
    here = unions(Intervals.of(rows)).popitem()[1]
    start = np.array([each.place.start for each in genes], np.int64)
    end = np.array([each.place.end for each in genes], np.int64)
    shared = here.shared(start, end) > 0
    return [
        gene
        for gene, held in zip(genes, shared, strict=True)
        if held and gene.strand and any(each.exons for each in gene.transcripts)
    ]


class _Files:
    """One contig's files for bcftools, counted from the first base that it needs, and what it makes of them."""

    def __init__(self, folder: Path, variants: Sequence[Variant], genes: Sequence[Gene]) -> None:
        self._fasta, self._genes = folder / "g.fa", folder / "g.gff3"
        self._given, self._made = folder / "in.vcf", folder / "out.vcf"
        self._variants, self._kept = variants, genes
        places = [each.place for each in genes]
        first = min(min(each.start for each in places), min(each.start for each in variants))
        last = max(max(each.end for each in places), max(each.end for each in variants))
        self._span = Region(variants[0].chrom, max(first - _MARGIN, 0), last + _MARGIN)

    def write(self, genome: Genome, genotypes: Sequence[str] | None) -> None:
        """Write the reference, the genes and the variants, numbered by their ID."""
        chrom, start, end = self._span.chrom, self._span.start, self._span.end
        bases = genome.read(chrom, start, end).tobytes().decode("ascii")
        self._fasta.write_text(f">{chrom}\n{bases}\n", encoding="ascii")
        with self._genes.open("w", encoding="utf-8") as file:
            write_ensembl(file, ((str(key), gene) for key, gene in enumerate(self._kept)), start)
        head = f"##fileformat=VCFv4.2\n##contig=<ID={chrom},length={end - start}>\n"
        head += '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
        with self._given.open("w", encoding="utf-8") as file:
            file.write(
                head + "\t".join(columns + (["FORMAT", "person"] if genotypes is not None else [])) + "\n"
            )
            for number, each in enumerate(self._variants):
                row = [chrom, str(each.position - start), str(number), each.ref, each.alt, ".", ".", "."]
                row += ["GT", genotypes[number]] if genotypes is not None else []
                file.write("\t".join(row) + "\n")

    def run(self, *, phased: bool) -> list[tuple[Consequence, ...]]:
        """Run bcftools, and return what it says of each variant."""
        # As phased, unphased genotypes in the order they stand; else each variant by itself.
        options = ["-p", "a"] if phased else ["-l"]
        options += ["-f", str(self._fasta), "-g", str(self._genes), "-o", str(self._made), "-O", "v"]
        ran = subprocess.run(
            [sys.executable, "-c", _CSQ, *options, str(self._given)],
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            words = [
                line for line in ran.stderr.splitlines() if line.strip() and not line.startswith("Traceback")
            ]
            raise TaskError(f"bcftools csq: {words[-1] if words else f'exit status {ran.returncode}'}")
        said = dict(_said(self._made))
        return [tuple(sorted(map(self._named, one), key=lambda each: each.rank)) for one in _joined(said)]

    def _named(self, said: Consequence) -> Consequence:
        """Return it with the names that the genes came with."""
        gene = self._kept[int(said.gene)]
        number = said.transcript.partition(".")[2]
        # Of an intron it says the gene alone.
        return replace(said, gene=gene.name, transcript=gene.transcripts[int(number)].name if number else "")


def _said(path: Path) -> Iterator[tuple[int, tuple[int, list[str]]]]:
    """Yield the number of each row, with its position and what BCSQ says."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            fields = line.split("\t")
            info = dict(each.partition("=")[::2] for each in fields[7].split(";"))
            yield int(fields[2]), (int(fields[1]), [each for each in info.get("BCSQ", "").split(",") if each])


def _joined(rows: dict[int, tuple[int, list[str]]]) -> list[list[Consequence]]:
    """Return the consequences of each row; ``@POS`` stands for what is said of the row there."""
    at: dict[int, list[str]] = {}
    for position, texts in rows.values():
        at.setdefault(position, []).extend(text for text in texts if not text.startswith("@"))
    found = []
    for number in range(len(rows)):
        texts = rows[number][1]
        own = [text for text in texts if not text.startswith("@")]
        other = [
            more
            for text in texts
            if text.startswith("@")
            for more in at.get(int(text[1:]), [])
            if any(re.match(rf"{rows[number][0]}(?!\d)", part) for part in more.rpartition("|")[2].split("+"))
        ]
        found.append([_consequence(text) for text in dict.fromkeys(own + other)])
    return found


def _consequence(text: str) -> Consequence:
    """Return what ``missense|GENE|TRANSCRIPT|BIOTYPE|STRAND|CHANGE|DNA`` says; a star before it: after a stop."""
    kinds, gene, transcript, *more = text.lstrip("*").split("|")
    ranked = tuple(sorted(kinds.split("&"), key=_rank))
    return Consequence(ranked, gene, transcript, more[2] if len(more) > 2 else "")


def _rank(kind: str) -> int:
    return SEVERITY.index(kind) if kind in SEVERITY else len(SEVERITY)
