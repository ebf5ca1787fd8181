"""Constraint: how much of elements is kept between species, and how much people differ in them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.enrichment.breakdown.called import read_called
from babelix.enrichment.constraint.diversity import Snvs, derived_frequency, diversity
from babelix.enrichment.constraint.results import Constraint as Constraint
from babelix.enrichment.constraint.results import Diversity
from babelix.enrichment.constraint.results import Ratio as Ratio
from babelix.enrichment.constraint.shares import constrained_shares
from babelix.enrichment.coverage.blocks import Draws, edges
from babelix.enrichment.coverage.members import annotations
from babelix.enrichment.layers import Layer, Set, layer, renamed, together, told_apart
from babelix.genome.contig_names import joined
from babelix.genome.formats.bed12 import is_bed12
from babelix.genome.formats.genes import read_genes
from babelix.genome.formats.intervals import kind_of, read_intervals
from babelix.genome.interval import Intervals
from babelix.genome.overlap import Union, union
from babelix.genome.sizes import read_sizes


@dataclass(frozen=True)
class People:
    """Variants of people: a VCF, the field of INFO with frequencies, below which an allele is `rare`.

    `looked_at` is a file of the stretches in which variants were called; without it, from the first variant of a contig
    to its last.
    """

    vcf: Path
    frequency: str = "AF"
    rare: float = 0.01
    looked_at: Path | None = None

    def __post_init__(self) -> None:
        """Check what is promised."""
        if not 0 < self.rare < 0.5:
            raise RequestError(f"`rare` {self.rare}: expected a frequency between 0 and 0.5", setting="rare")


@dataclass(frozen=True)
class Files:
    """The exons (intervals, or genes as GTF, GFF3 or BED12), constrained elements and chromosome sizes, if any."""

    exons: Path
    constrained: Path | None = None
    sizes: Path | None = None


@dataclass(frozen=True)
class Drawing:
    """How intervals are made: `resamples` draws of blocks of `block` bases, from `seed`."""

    block: int = 1_000_000
    resamples: int = 1000
    seed: int = 1


@dataclass
class _Read:
    """What files hold, by the chromosomes' names in the first of them."""

    sizes: Mapping[str, int]
    constrained: Layer | None
    exons: Layer
    coding: Layer | None
    annotations: Mapping[str, Layer]
    joined: dict[str, str] = field(default_factory=dict)


@checked
def measure_constraint(
    annotation: Sequence[str],
    files: Files,
    people: People | None = None,
    drawing: Drawing | None = None,
    listener: Listener = silent,
) -> Constraint:
    """Measure annotations, given as ``NAME=FILE`` or ``NAME=FOLDER``, on the chromosomes that all files have.

    Without sizes, a chromosome ends where the last interval of any file does. Raises `RequestError` for malformed and
    for strange input.
    """
    drawing = drawing or Drawing()
    draws = Draws(drawing.block, drawing.resamples, drawing.seed)
    if files.constrained is None and people is None:
        raise RequestError(
            "expected `constrained`, elements kept between species, or `vcf`, variants of people, or both",
            setting=("constrained", "vcf"),
        )
    read = _read(annotation, files, listener)
    ground, left_out = _ground(read, files)
    sizes = {chrom: read.sizes[chrom] for chrom in ground}
    borders = edges(sizes, draws.block)
    shares = []
    if read.constrained is not None:
        shares = constrained_shares(read.annotations, read.constrained, read.exons, ground, borders, draws)
    found: list[Diversity] = []
    counts: dict[str, int] = {}
    span: dict[str, int] = {}
    assumed = 0
    if people is not None:
        snvs, counts, assumed = _snvs(people, tuple(ground))
        where = _looked_at(people, snvs, sizes if files.sizes is not None else None)
        span = {chrom: each.bases() for chrom, each in where.items()}
        places = {chrom: _cut(where[chrom].start[0], where[chrom].end[-1], draws.block) for chrom in where}
        found = diversity(_sets(read), snvs, where, places, people.rare, draws)
    return Constraint(
        bases=sum(sizes.values()),
        chromosomes=sizes,
        shares=tuple(shares),
        diversity=tuple(found),
        variants=counts,
        span=span,
        left_out=left_out,
        joined=read.joined,
        ends_assumed=files.sizes is None,
        assumed=assumed,
    )


def _read(annotation: Sequence[str], files: Files, listener: Listener) -> _Read:
    if not annotation:
        raise RequestError("`annotation`: expected one NAME=FILE at least", setting="annotation")
    members = annotations(annotation)
    reporter = Reporter(listener, "reading", len(members) + 2, "files")
    sizes = None if files.sizes is None else read_sizes(files.sizes)
    exons, coding = _exons(files.exons)
    known = tuple(sizes) if sizes is not None else told_apart(exons.chroms)
    names: dict[str, str] = {}
    ends: dict[str, int] = {}

    def kept(path: Path, intervals: Intervals) -> Layer:
        own = renamed(intervals, known)
        there = {name: joined(name, known) for name in intervals.chroms}
        names.update({name: new for name, new in there.items() if new is not None and new != name})
        for chrom, here in own.by_chrom():
            last = int(here.end.max())
            if sizes is not None and last > sizes.get(chrom, last):
                raise RequestError(
                    f"{path}: an interval ends at {last:,}, beyond {chrom}, which has {sizes[chrom]:,} bases in "
                    f"{files.sizes}; use files of one assembly"
                )
            ends[chrom] = max(ends.get(chrom, 0), last)
        return layer(own, known)

    constrained = (
        None if files.constrained is None else kept(files.constrained, read_intervals(files.constrained))
    )
    reporter.advance()
    exon_layer = kept(files.exons, exons)
    coding_layer = None if coding is None else kept(files.exons, coding)
    reporter.advance()
    layers: dict[str, Layer] = {}
    for each in members:
        more = kept(each.path, read_intervals(each.path))
        layers[each.annotation] = (
            together(layers[each.annotation], more) if each.annotation in layers else more
        )
        reporter.advance()
    return _Read(sizes or ends, constrained, exon_layer, coding_layer, layers, names)


def _exons(path: Path) -> tuple[Intervals, Intervals | None]:
    """Return the exons of a file, and what they code where it is a file of genes that tells it."""
    if not is_bed12(path) and kind_of(path) == "bed":
        return read_intervals(path), None
    transcripts = [each for gene in read_genes(path) for each in gene.transcripts]
    exons = [(each.chrom, each.start, each.end) for one in transcripts for each in one.exons]
    coding = [(each.chrom, each.start, each.end) for one in transcripts for each in one.coding]
    return Intervals.of(exons), Intervals.of(coding) if coding else None


def _ground(read: _Read, files: Files) -> tuple[Layer, dict[str, str]]:
    """Return the whole of every chromosome that all files have, and why others are left out."""
    layers = {files.exons.name: read.exons, **read.annotations}
    if read.constrained is not None and files.constrained is not None:
        layers[files.constrained.name] = read.constrained
    left_out: dict[str, str] = {}
    ground: dict[str, Union] = {}
    for chrom, bases in read.sizes.items():
        absent = [name for name, each in layers.items() if chrom not in each]
        if absent and len(absent) < len(layers):
            left_out[chrom] = f"nothing of it in {', '.join(absent)}"
        elif not absent:
            ground[chrom] = union(np.array([0], np.int64), np.array([bases], np.int64))
    if not ground:
        some = "; ".join(f"{chrom}: {why}" for chrom, why in list(left_out.items())[:3])
        raise RequestError(
            f"no chromosome is in all files ({some}); give files of one assembly and of the same chromosomes",
            setting=("annotation", "constrained", "exons"),
        )
    return ground, left_out


def _snvs(people: People, known: Sequence[str]) -> tuple[dict[str, Snvs], dict[str, int], int]:
    """Return the SNVs of each chromosome, how many alleles are not among them and why, and frequencies taken as 0."""
    called = read_called(people.vcf, people.frequency)
    counts = Counter[str]({"SNVs": 0})
    rows: dict[str, list[tuple[int, float, float]]] = {}
    for allele, name, position, frequency, ancestor in zip(
        called.alleles,
        called.chrom,
        called.position.tolist(),
        called.frequency.tolist(),
        called.ancestor,
        strict=True,
    ):
        chrom = joined(name, known)
        if allele.variant is None or len(allele.variant.ref) != 1 or len(allele.variant.alt) != 1:
            counts["no SNVs"] += 1
        elif chrom is None:
            counts[f"on {name}, which not all files have"] += 1
        elif np.isnan(frequency):
            counts["without a frequency"] += 1
        else:
            counts["SNVs"] += 1
            variant = allele.variant
            derived = derived_frequency(frequency, variant.ref, variant.alt, ancestor)
            rows.setdefault(chrom, []).append((position - 1, frequency, derived))
    if not rows:
        raise RequestError(
            f"{people.vcf} has no SNV with a frequency on a chromosome of the elements ({dict(counts)}); "
            "give files of one assembly",
            setting=("vcf", "frequency"),
        )
    found = {}
    for chrom, several in rows.items():
        columns = [np.array(column, np.float64) for column in zip(*several, strict=True)]
        found[chrom] = Snvs(columns[0].astype(np.int64), columns[1], columns[2])
    return found, dict(counts), int(called.assumed.sum())


def _looked_at(people: People, snvs: Mapping[str, Snvs], sizes: Mapping[str, int] | None) -> Layer:
    """Return the bases in which variants were looked for, on the chromosomes that have some."""
    reach = {
        chrom: union(np.array([each.position.min()], np.int64), np.array([each.position.max() + 1], np.int64))
        for chrom, each in snvs.items()
    }
    for chrom, each in reach.items():
        if sizes is not None and each.end[-1] > sizes[chrom]:
            raise RequestError(
                f"{people.vcf}: an SNV stands at {each.end[-1]:,}, beyond {chrom}, which has {sizes[chrom]:,} bases; "
                "use files of one assembly",
                setting=("vcf", "sizes"),
            )
    if people.looked_at is None:
        return reach
    given = layer(read_intervals(people.looked_at), tuple(snvs))
    found = {chrom: each for chrom, each in given.items() if chrom in snvs and each.bases()}
    if not found:
        raise RequestError(
            f"{people.looked_at} has nothing on the chromosomes of {people.vcf}; give files of one assembly",
            setting=("looked_at", "vcf"),
        )
    return found


def _cut(start: int, end: int, block: int) -> NDArray[np.int64]:
    return np.append(np.arange(start, end, block), end).astype(np.int64)


def _sets(read: _Read) -> dict[str, Set]:
    """Return what is compared: what codes, the rest of exons, each annotation outside exons, what is in none."""
    sets: dict[str, Set] = {}
    if read.coding is not None:
        sets["coding"] = Set(read.coding)
        sets["other exonic"] = Set(read.exons, read.coding)
    else:
        sets["exons"] = Set(read.exons)
    for name, each in read.annotations.items():
        sets[f"{name}, outside exons"] = Set(each, read.exons)
    sets["in none of these"] = Set(None, together(read.exons, *read.annotations.values()))
    return sets
