"""What variants do to proteins and motifs, on a genome's own bases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter
from babelix.data.places import cache_folder
from babelix.enrichment.breakdown.consequences import SEVERITY, consequences
from babelix.enrichment.breakdown.motifs import FATES, Sites, chosen_motif, factor_sites
from babelix.enrichment.breakdown.results import FactorSites
from babelix.enrichment.coverage.members import Member
from babelix.genome.contig_names import joined
from babelix.genome.contigs import Genome
from babelix.genome.formats.meme import read_motifs
from babelix.genome.formats.vcf import Allele
from babelix.genome.gene import Gene
from babelix.genome.variant import Variant

# A genome of another assembly disagrees with most rows; a few are wrong in many files.
_LOOKED_AT, _ALLOWED = 1_000, 0.02
AGREES, DIFFERS, OUTSIDE = "REF agrees", "REF differs", "outside the FASTA"
# What bcftools says of variants that leave every protein as it is.
_NO_EFFECT = SEVERITY.index("5_prime_utr")


@dataclass(frozen=True)
class Reference:
    """A FASTA (`offset`: where a slice stands) and what is computed on it.

    `motifs` is a file in MEME's format, `motif` names one of its motifs a factor, ``CTCF=NAME``; `motif_p` and
    `motif_bits` are those of `Sites`. `skip_mismatches` goes on where too many REF differ.
    """

    fasta: Path
    offset: str | None = None
    motifs: Path | None = None
    motif: tuple[str, ...] = ()
    motif_p: float = 1e-4
    motif_bits: float = 1.0
    skip_mismatches: bool = False


@dataclass(frozen=True)
class Effects:
    """What is known of each of `n` variants, by its row.

    `counts` say of how many REF is what the FASTA has, and why others were left.
    """

    rows: Mapping[int, Mapping[str, str]]
    counts: Mapping[str, int] | None = None
    factors: tuple[FactorSites, ...] = ()

    @classmethod
    def none(cls, count: int) -> "Effects":
        """Return what is known without a FASTA."""
        return cls({row: {} for row in range(count)})

    def of(self, row: int) -> dict[str, Any]:
        """Return what is known of a row, as fields of a line."""
        return dict(self.rows.get(row, {}))


def effects_of(
    alleles: Sequence[Allele],
    chrom: Sequence[str],
    genes: Sequence[Gene],
    genotypes: Sequence[str] | None,
    peaks: Sequence[tuple[Member, NDArray[np.bool_]]],
    reference: Reference,
    listener: Listener,
) -> Effects:
    """Return the effect of each allele; `chrom` has its contig by the genes' name, `peaks` which each file holds."""
    genome = Genome.open(reference.fasta, cache_folder().parent / "indices", reference.offset)
    names = {name: joined(name, genome.lengths) for name in dict.fromkeys(chrom)}
    placed, fates = _placed(alleles, [names[name] for name in chrom], genome)
    _refuse_other_genome(alleles, fates, genome, reference)
    counts = Counter(fates)
    limits = Sites(reference.motif_p, reference.motif_bits)
    factors = _factors(reference, peaks)
    reporter = Reporter(listener, "computing effects", 1 + len(factors), "steps")
    rows: dict[int, dict[str, str]] = {row: {} for row in range(len(alleles))}
    order = list(placed)
    here = [gene.on(name) for gene in genes if (name := joined(gene.place.chrom, genome.lengths)) is not None]
    calls = None if genotypes is None else [genotypes[row] for row in order]
    for row, said in zip(
        order, consequences([placed[row] for row in order], here, genome, calls), strict=True
    ):
        if said and said[0].rank < _NO_EFFECT:
            worst = said[0]
            rows[row] |= {
                "effect": worst.kinds[0].replace("_", " "),
                "gene": worst.gene,
                "transcript": worst.transcript,
                "change": worst.change,
            }
    reporter.advance()
    found = []
    told: dict[int, list[tuple[str, str, float]]] = {}
    for factor, (motif, inside) in factors.items():
        held = {row: variant for row, variant in placed.items() if inside[row]}
        sites, each = factor_sites(factor, motif, genome.read, held, limits)
        found.append(sites)
        for row, (fate, change) in each.items():
            told.setdefault(row, []).append((factor, fate, change))
        reporter.advance()
    for row, several in told.items():
        worst_fate = min((fate for _, fate, _ in several), key=FATES.index)
        rows[row]["motif"] = ",".join(f"{factor}:{fate}:{change:+.2f}" for factor, fate, change in several)
        rows[row].setdefault("effect", f"motif {worst_fate}" if worst_fate != "no site" else "no motif site")
    return Effects(rows, dict(counts), tuple(found))


def _placed(
    alleles: Sequence[Allele], chrom: Sequence[str | None], genome: Genome
) -> tuple[dict[int, Variant], list[str]]:
    """Return the variants whose REF stands in the genome, by row, and the fate of every row."""
    placed: dict[int, Variant] = {}
    fates = []
    for row, (allele, name) in enumerate(zip(alleles, chrom, strict=True)):
        if allele.variant is None:
            fates.append(allele.fate)
        elif name is None or not _known(genome, name, allele.variant):
            fates.append(OUTSIDE)
        elif _bases(genome, name, allele.variant) != allele.variant.ref:
            fates.append(DIFFERS)
        else:
            fates.append(AGREES)
            placed[row] = replace(allele.variant, chrom=name)
    return placed, fates


def _known(genome: Genome, chrom: str, variant: Variant) -> bool:
    if not any(each.start <= variant.start and variant.end <= each.end for each in genome.known(chrom)):
        return False
    return "N" not in _bases(genome, chrom, variant)


def _bases(genome: Genome, chrom: str, variant: Variant) -> str:
    return genome.read(chrom, variant.start, variant.end).tobytes().decode("latin-1").upper()


def _refuse_other_genome(
    alleles: Sequence[Allele], fates: Sequence[str], genome: Genome, reference: Reference
) -> None:
    read = [fate for fate in fates if fate in (AGREES, DIFFERS)][:_LOOKED_AT]
    if not read:
        first = next((each.text for each in alleles if each.variant is not None), alleles[0].text)
        raise RequestError(
            f"no variant lies inside {genome.path}, {first} the first outside; give the genome of the variants"
            " (`offset` says where a slice begins), or none",
            setting=("fasta", "offset"),
        )
    differ = read.count(DIFFERS)
    if differ > _ALLOWED * len(read) and not reference.skip_mismatches:
        first = alleles[list(fates).index(DIFFERS)].text
        raise RequestError(
            f"{differ} of the first {len(read)} alleles have another REF than {genome.path}, {first} the first; use "
            "the genome of their assembly, or `skip_mismatches` to go on without their effects",
            setting="skip_mismatches",
        )


def _factors(
    reference: Reference, peaks: Sequence[tuple[Member, NDArray[np.bool_]]]
) -> dict[str, tuple[Any, NDArray[np.bool_]]]:
    """Return, for each factor asked for, its motif and which variants its peaks hold."""
    if bool(reference.motif) != (reference.motifs is not None):
        raise RequestError(
            "`motifs`, the file, and `motif`, FACTOR=NAME of one of them, belong together",
            setting=("motif", "motifs"),
        )
    motifs = [] if reference.motifs is None else read_motifs(reference.motifs)
    found: dict[str, tuple[Any, NDArray[np.bool_]]] = {}
    for text in reference.motif:
        factor, motif = chosen_motif(text, motifs)
        own = [
            inside
            for member, inside in peaks
            if factor == member.annotation or factor in member.path.name.split(".")
        ]
        if not own:
            raise RequestError(
                f"`motif` {text}: no annotation is called {factor}, and no file's name has that part between points; "
                f"give its peaks as `annotation` {factor}=FILE",
                setting=("motif", "annotation"),
            )
        found[factor] = (motif, np.any(own, axis=0))
    return found
