"""Variants: what each changes in a model's tracks, every one with its fate."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.formats.vcf import Allele, read_alleles
from babelix.genome.region import Region
from babelix.genome.variant import Variant, left_normalised, parse_variant
from babelix.tracks.choice import choose
from babelix.tracks.effects import effect, fits
from babelix.tracks.model import Geometry
from babelix.tracks.windows import shortened
from babelix.training.device import best_device
from babelix.workflows.dna.models import open_model
from babelix.workflows.dna.places import Source, open_genome

FATES = ("scored", "ref_mismatch", "outside", "unknown_contig", "symbolic", "star", "too_wide", "bad_row")
SCORES = ("sad", "sar", "l2", "max", "null_l2")
# A genome of another assembly disagrees with most rows; a few are wrong in many files.
_LOOKED_AT, _ALLOWED = 1_000, 0.02


@dataclass(frozen=True)
class Scoring:
    """How variants are scored: tracks by words or index, bases read, bases compared around each, what may disagree."""

    tracks: tuple[str, ...] = ()
    window: int | None = None
    effect_window: int | None = None
    skip_mismatches: bool = False


@dataclass(frozen=True)
class Scored:
    """One allele: what was asked as `variant`, its fate, and its scores by track, in the order of `SCORES`."""

    variant: str
    fate: str
    scores: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class VariantScores:
    """What became of every allele, by which model and genome, over how many bases."""

    model: str
    genome: Path
    assembly: str | None
    window: int
    effect_window: int
    tracks: tuple[str, ...]
    rows: tuple[Scored, ...]

    @property
    def fates(self) -> dict[str, int]:
        """How many alleles have which fate, of those fates that occur."""
        counts = Counter(row.fate for row in self.rows)
        return {fate: counts[fate] for fate in FATES if counts[fate]}


@checked
def score_variants(
    asked: list[str], model: str, source: Source, scoring: Scoring, listener: Listener = silent
) -> VariantScores:
    """Score the variants `asked`: typed ones such as ``chr1:109274968:G:T``, or VCF files.

    Raises `RequestError` before anything is scored when more than 2 % of the first 1,000 alleles have another REF than
    the genome (unless `skip_mismatches`), and where files, names or settings do not fit.
    """
    if not asked:
        raise RequestError("no variant is given; give some, such as chr1:109274968:G:T, or a VCF file")
    genome, names = open_genome(source)
    _refuse_other_genome(asked, genome, names, scoring.skip_mismatches)
    net = open_model(model)
    chosen = choose(net.tracks, scoring.tracks)
    geometry = _geometry(net.geometry.resized(scoring.window, None), scoring.effect_window)
    titles = [net.tracks[index].name for index in chosen]
    tell(
        listener,
        "scoring",
        f"window {geometry.window:,} bp, compared over {geometry.kept * geometry.bin:,} bp",
    )
    reporter, device = Reporter(listener, "scoring", None, "alleles"), best_device()
    rows = []
    for allele in _alleles(asked):
        variant, fate = placed(allele, genome, names, geometry)
        scores: dict[str, dict[str, float]] = {}
        if variant is not None:
            found = effect(net, genome, variant, geometry, chosen, device).scores()
            scores = {
                title: {name: float(found[name][column]) for name in SCORES if name in found}
                for column, title in enumerate(titles)
            }
        rows.append(Scored(allele.text, fate, scores))
        reporter.advance()
    kept = geometry.kept * geometry.bin
    return VariantScores(
        net.name, genome.path, genome.assembly, geometry.window, kept, tuple(titles), tuple(rows)
    )


def placed(
    allele: Allele, genome: Genome, names: ContigNames, geometry: Geometry | None = None
) -> tuple[Variant | None, str]:
    """Return the variant, left-normalised, by the genome's name of its contig, and ``scored``; or None and its fate."""
    if allele.variant is None:
        return None, allele.fate
    chrom = names.find(allele.variant.chrom)
    if chrom is None:
        return None, "unknown_contig"
    variant = replace(allele.variant, chrom=chrom)
    place = Region(chrom, variant.start, variant.end)
    if not any(each.start <= place.start and place.end <= each.end for each in genome.known(chrom)):
        return None, "outside"
    if genome.read(chrom, variant.start, variant.end).tobytes().decode("latin-1").upper() != variant.ref:
        return None, "ref_mismatch"
    variant = left_normalised(variant, genome.read)
    if geometry is not None and not fits(variant, geometry):
        return None, "too_wide"
    return variant, "scored"


@checked
def table(found: VariantScores) -> str:
    """Return the scores as a table: a line an allele and track, one line for an allele that was not scored."""
    lines = ["\t".join(("variant", "fate", "track", *SCORES))]
    for row in found.rows:
        if not row.scores:
            lines.append("\t".join((row.variant, row.fate, ".", *"." * len(SCORES))))
        for title, scores in row.scores.items():
            shown = [f"{scores[name]:.6g}" if name in scores else "." for name in SCORES]
            lines.append("\t".join((row.variant, row.fate, title, *shown)))
    return "".join(f"{line}\n" for line in lines)


@checked
def write_table(found: VariantScores, path: Path) -> None:
    """Write the table of the scores, whole or not at all."""
    write_text(path, table(found))


def _geometry(own: Geometry, effect_window: int | None) -> Geometry:
    """Return a geometry that keeps `effect_window` bases and reads no more than it must; `own` without one."""
    if effect_window is None:
        return own
    bins = -(-effect_window // own.bin)
    if not 1 <= bins <= own.kept:
        raise RequestError(
            f"`effect_window` {effect_window}: expected 1 to {own.kept * own.bin} bases, what the window predicts",
            setting="effect_window",
        )
    smaller = shortened(own, bins)
    # A window keeps bins alike on both sides of its middle.
    return replace(smaller, crop=own.crop + (smaller.kept - bins) // 2)


def _alleles(asked: Sequence[str]) -> Iterator[Allele]:
    for number, one in enumerate(asked, start=1):
        if Path(one).is_file() or one.endswith((".vcf", ".vcf.gz", ".bcf")):
            yield from read_alleles(one)
        else:
            variant = parse_variant(one)
            yield Allele(number, str(variant), variant)


def _refuse_other_genome(asked: Sequence[str], genome: Genome, names: ContigNames, skip: bool) -> None:
    """Raise `RequestError` when too many of the first alleles disagree with the genome, or none of them lies in it."""
    first = [(allele, placed(allele, genome, names)[1]) for allele in islice(_alleles(asked), _LOOKED_AT)]
    fates = Counter(fate for _, fate in first)
    read = fates["scored"] + fates["ref_mismatch"]
    if fates["ref_mismatch"] > _ALLOWED * read and not skip:
        allele = next(allele for allele, fate in first if fate == "ref_mismatch")
        raise RequestError(
            f"{fates['ref_mismatch']} of the first {read} alleles have another REF than {genome.path}, {allele.text} "
            "the first; use the genome of their assembly, or `skip_mismatches` to leave such rows out",
            setting="skip_mismatches",
        )
    if read or any(
        placed(allele, genome, names)[1] in ("scored", "ref_mismatch") for allele in _alleles(asked)
    ):
        return
    for allele, fate in first:
        if fate == "unknown_contig" and allele.variant is not None and not fates["outside"]:
            names.genome_name(allele.variant.chrom, f"variant {allele.variant}")  # refuses, with the remedy
        if fate == "outside":
            raise RequestError(
                f"no allele lies inside {genome.path}, {allele.text} is the first outside; "
                "`offset` says where a slice begins",
                setting="offset",
            )
