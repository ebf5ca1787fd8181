"""Variants of a file broken down by frequency, place in genes, element and effect."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.enrichment.breakdown.called import Called, by_place, read_called
from babelix.enrichment.breakdown.frequency import Classed, all_alike, by_frequency, by_panel
from babelix.enrichment.breakdown.panel import read_panel
from babelix.enrichment.breakdown.places import PLACES, Places
from babelix.enrichment.breakdown.results import Breakdown as Breakdown
from babelix.enrichment.breakdown.results import Line
from babelix.enrichment.coverage.members import Member, annotations
from babelix.enrichment.layers import Layer, layer, renamed, told_apart, within
from babelix.genome.contig_names import joined
from babelix.genome.formats.genes import read_genes
from babelix.genome.formats.intervals import read_intervals
from babelix.genome.gene import Gene
from babelix.workflows.enrichment.effects import Effects, Reference, effects_of


@dataclass(frozen=True)
class GeneFiles:
    """Where genes are: one file of `genes`, or `exons` and `introns` (or whole genes), which tell nothing of coding."""

    genes: Path | None = None
    exons: Path | None = None
    introns: Path | None = None


@dataclass(frozen=True)
class Frequencies:
    """What is common: from `common` on in the field of INFO called `frequency` (none: nothing), or what `panel` has."""

    frequency: str = "EUR_AF"
    common: float = 0.01
    panel: Path | None = None


@checked
def break_down(
    vcf: Path,
    annotation: Sequence[str],
    gene_files: GeneFiles,
    frequencies: Frequencies | None = None,
    sample: str | None = None,
    reference: Reference | None = None,
    listener: Listener = silent,
) -> Breakdown:
    """Break the alleles of a VCF down, those of one person with `sample`.

    `annotation` gives elements as ``NAME=FILE`` or ``NAME=FOLDER``. With a `reference`, what each does to proteins and
    motifs is computed too. Everything is decided by POS. Raises `RequestError` for malformed and for strange input.
    """
    frequencies = frequencies or Frequencies()
    if not annotation:
        raise RequestError("`annotation`: expected one NAME=FILE at least", setting="annotation")
    members = annotations(annotation)
    genes, places = _places(gene_files)
    wanted = None if frequencies.panel or frequencies.frequency == "none" else frequencies.frequency
    called = read_called(vcf, wanted, sample)
    elements, theirs = _elements(members, places, listener)
    names = {name: joined(name, places.chroms) for name in dict.fromkeys(called.chrom)}
    left_out = _left_out(names, members, elements, gene_files)
    kept = np.array([name not in left_out for name in called.chrom], bool)
    if not kept.any():
        raise RequestError(_nothing_left(vcf, called, left_out), setting=("vcf", "genes", "annotation"))
    chosen = np.flatnonzero(kept)
    chrom = [names[called.chrom[number]] or "" for number in chosen]
    position = called.position[chosen]
    classed = _classed(frequencies, called.frequency[chosen], chrom, position, places.chroms)
    place = places.of(chrom, position - 1)
    held = [_inside(each, chrom, position - 1) for each in elements]
    found = Effects.none(len(chosen))
    if reference is not None:
        peaks = [(member, inside) for member, inside in zip(members, held, strict=True)]
        alleles = [called.alleles[number] for number in chosen]
        genotypes = [called.genotype[number] for number in chosen] if called.genotype else None
        found = effects_of(alleles, chrom, genes, genotypes, peaks, reference, listener)
    by_name = _together(members, held)
    lines = []
    for row, number in enumerate(chosen):
        inside = tuple(name for name, has in by_name.items() if has[row])
        line = _line(called, int(number), classed.names[classed.index[row]], PLACES[place[row]], inside)
        lines.append(replace(line, **found.of(row)))
    return Breakdown(
        lines=tuple(lines),
        frequencies=classed.names,
        places=places.names,
        annotations=tuple(by_name),
        classed_by=_said(frequencies),
        left_out={**called.left_out, **_beside(called, left_out)},
        assumed=int(called.assumed[chosen].sum()),
        reference=found.counts,
        factors=found.factors,
        joined={old: new for old, new in (theirs | names).items() if new is not None and new != old},
        left_out_chroms=left_out,
    )


def _places(files: GeneFiles) -> tuple[list[Gene], Places]:
    if (files.genes is None) == (files.exons is None or files.introns is None) or (
        files.genes is not None and (files.exons or files.introns)
    ):
        raise RequestError(
            "expected `genes`, or `exons` and `introns` together", setting=("genes", "exons", "introns")
        )
    if files.genes is not None:
        genes = read_genes(files.genes)
        names = told_apart(dict.fromkeys(gene.place.chrom for gene in genes))
        genes = [gene.on(joined(gene.place.chrom, names) or gene.place.chrom) for gene in genes]
        return genes, Places.of_genes(genes)
    exons, introns = (read_intervals(each) for each in (files.exons, files.introns) if each is not None)
    names = told_apart(exons.chroms)
    return [], Places.of_intervals(renamed(exons, names), renamed(introns, names))


def _elements(
    members: Sequence[Member], places: Places, listener: Listener
) -> tuple[list[Layer], dict[str, str | None]]:
    """Return the elements of each file, and what the genes call the contigs of all of them."""
    names: dict[str, str | None] = {}
    reporter = Reporter(listener, "reading elements", len(members), "files")
    elements: list[Layer] = []
    for each in members:
        read = read_intervals(each.path)
        names |= {name: joined(name, places.chroms) for name in read.chroms}
        elements.append(layer(read, places.chroms))
        reporter.advance()
    return elements, names


def _inside(elements: Layer, chrom: Sequence[str], position: NDArray[np.int64]) -> NDArray[np.bool_]:
    inside = np.zeros(len(position), bool)
    names = np.array(chrom, dtype=object)
    for each in dict.fromkeys(chrom):
        here = np.flatnonzero(names == each)
        inside[here] = within(elements, each, position[here])
    return inside


def _together(members: Sequence[Member], held: Sequence[NDArray[np.bool_]]) -> dict[str, NDArray[np.bool_]]:
    """Return, for each annotation, which variants some file of it holds."""
    found: dict[str, NDArray[np.bool_]] = {}
    for member, inside in zip(members, held, strict=True):
        found[member.annotation] = found.get(member.annotation, np.zeros_like(inside)) | inside
    return found


def _left_out(
    names: Mapping[str, str | None], members: Sequence[Member], elements: Sequence[Layer], files: GeneFiles
) -> dict[str, str]:
    """Return why variants of a contig are not counted: no gene, or no element of some annotation, lies on it."""
    known: dict[str, set[str]] = {}
    for member, each in zip(members, elements, strict=True):
        known.setdefault(member.annotation, set()).update(each)
    found = {}
    for name, place in names.items():
        absent = [annotation for annotation, chroms in known.items() if place not in chroms]
        if place is None:
            found[name] = f"no gene in {files.genes or files.introns}"
        elif absent:
            found[name] = f"no element in {', '.join(absent)}"
    return found


def _nothing_left(vcf: Path, called: Called, left_out: Mapping[str, str]) -> str:
    if not len(called):
        why = ", ".join(f"{count} {fate}" for fate, count in called.left_out.items())
        return f"{vcf} has no allele to count ({why}); give a VCF with bases, or another person"
    some = "; ".join(f"{name}: {why}" for name, why in list(left_out.items())[:3])
    return f"{vcf} has no variant on a contig that genes and annotations have ({some}); give files of one assembly"


def _beside(called: Called, left_out: Mapping[str, str]) -> dict[str, int]:
    counts = Counter(name for name in called.chrom if name in left_out)
    return {f"on {name}": count for name, count in counts.items()}


def _classed(
    frequencies: Frequencies,
    frequency: NDArray[np.float64],
    chrom: Sequence[str],
    position: NDArray[np.int64],
    known: Sequence[str],
) -> Classed:
    if frequencies.panel is not None:
        places = by_place((joined(name, known) or name, at) for name, at in read_panel(frequencies.panel))
        if not set(chrom) & set(places):
            raise RequestError(
                f"{frequencies.panel} has no variant on {', '.join(dict.fromkeys(chrom))}; give a panel of the same "
                "assembly",
                setting="panel",
            )
        return by_panel(chrom, position, places)
    if frequencies.frequency == "none":
        return all_alike(len(position))
    return by_frequency(frequency, frequencies.common)


def _said(frequencies: Frequencies) -> str:
    if frequencies.panel is not None:
        return f"a variant of {frequencies.panel.name} at the position"
    if frequencies.frequency == "none":
        return "nothing"
    return f"{frequencies.frequency} of {frequencies.common:g} or more"


def _line(called: Called, number: int, frequency: str, place: str, inside: tuple[str, ...]) -> Line:
    allele = called.alleles[number]
    ref, alt = allele.text.split(":")[-2:]
    value = float(called.frequency[number])
    return Line(
        called.chrom[number],
        int(called.position[number]),
        ref,
        alt,
        None if np.isnan(value) else value,
        frequency,
        place,
        inside,
    )
