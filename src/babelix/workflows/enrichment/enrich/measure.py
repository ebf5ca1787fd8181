"""Enrichment: a catalogue's SNPs in annotations, beside what SNPs of a pool like them have."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.base.progress import Listener, silent
from babelix.enrichment.enrich.annotated import members, together
from babelix.enrichment.enrich.assemblies import refuse_other_assembly
from babelix.enrichment.enrich.controls import Control, control
from babelix.enrichment.enrich.draws import CrowdedError
from babelix.enrichment.enrich.loci import by_row, read_proxies
from babelix.enrichment.enrich.locus import Locus as Locus
from babelix.enrichment.enrich.matrix import Matrix as Matrix
from babelix.enrichment.enrich.matrix import Rule
from babelix.enrichment.enrich.results import Enriched as Enriched
from babelix.enrichment.enrich.results import Enrichment as Enrichment
from babelix.enrichment.enrich.results import How
from babelix.enrichment.enrich.shifted.chromosomes import Shifts
from babelix.enrichment.enrich.snps.catalogue import read_catalogue
from babelix.enrichment.enrich.snps.joining import distinct, wanted_names
from babelix.enrichment.enrich.snps.pool import read_pool
from babelix.enrichment.enrich.snps.universe import outside_mhc
from babelix.enrichment.enrich.strata import stratify
from babelix.enrichment.enrich.written import tables
from babelix.workflows.enrichment.enrich.alone import enrich_alone
from babelix.workflows.enrichment.enrich.locus import locus_of
from babelix.workflows.enrichment.enrich.reading import (
    covariates,
    own_columns,
    read_annotations,
    read_controls,
    read_groups,
)
from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching
from babelix.workflows.enrichment.enrich.shifts import moved, with_shifted
from babelix.workflows.enrichment.enrich.study import Rows, Study
from babelix.workflows.enrichment.enrich.universe import counted, remarks, universe_of


def _sampled(study: Study, leads: Rows, drawing: Drawing) -> tuple[tuple[Enriched, ...], list[str]]:
    """Return the annotations' overlaps with the sampled P where controls could be drawn, else why there is none."""
    rows = study.enriched(leads)
    try:
        return study.sampled(rows, leads, drawing.draws, drawing.seed), []
    except CrowdedError:
        return rows, [
            f"{len(leads):,} controls as far apart as the loci ({drawing.loci}) were not found: there is no sampled P"
        ]


def _lost(groups: Mapping[str, str], files: Files, study: Study) -> list[str]:
    """Return a word on the traits of groups that the catalogue has not."""
    lost = sorted(groups.keys() - {each.trait for each in study.catalogue.found})
    told = f"{len(lost):,} of {len(groups):,} traits of {files.groups} are not in the catalogue"
    return [f"{told}: {', '.join(lost[:3])}"] if lost else []


@checked
def enrich(
    files: Files,
    matching: Matching | None = None,
    drawing: Drawing | None = None,
    listener: Listener = silent,
    locus: str | None = None,
) -> Enrichment:
    """Test whether a catalogue's SNPs lie in annotations more often than SNPs of the pool like them.

    `locus` is a SNP of the catalogue, or a place, to be looked at too.
    Raises `RequestError` for malformed and for strange input.
    """
    matching, drawing = matching or Matching(), drawing or Drawing()
    if files.pool is None:
        return enrich_alone(files, matching, drawing, listener, locus)
    groups, rule = read_groups(files.groups), Rule()
    study, remarked = read_study(files, matching, drawing, listener)
    looked = None if locus is None else locus_of(study, locus, files.tss)
    loci, several = study.loci.any, study.several
    leads = study.leads(study.universe.rows)
    rows, crowded = _sampled(study, leads, drawing)
    remarked += [*crowded, *_lost(groups, files, study)]
    before = study.enriched(study.cases) if loci else ()
    matrix = study.matrix(groups, rule)
    if drawing.shifts:
        moves = moved(study, leads, matrix, Shifts(drawing.shifts, drawing.seed), listener)
        rows = with_shifted(rows, moves.loci, moves.inside)
        before = with_shifted(before, moves.cases) if before else ()
        matrix = replace(matrix, p_shifted=moves.traits) if matrix is not None else None
    return Enrichment(
        catalogue=counted(
            study.catalogue,
            study.universe,
            study.annotations,
            len(study.cases),
            len(leads) if loci else None,
        ),
        annotations=rows[:-1],
        union=rows[-1] if several else None,
        all_cases=before if several else before[:-1],
        matrix=matrix,
        how=How(
            universe=len(study.universe.pool),
            matched=study.strata.bins,
            strata=study.strata.count,
            merged=study.strata.merged,
            loci=drawing.loci,
            draws=drawing.draws,
            seed=drawing.seed,
            shifts=drawing.shifts,
        ),
        controls=controls_of(files, study, matching),
        left_out=study.universe.left_out,
        remarks=tuple(remarked),
        joint=None if matrix is None else study.joint(matrix, drawing.draws, drawing.seed, rule),
        states={each.name: (each.cell, each.state) for each in study.annotations if each.state},
        locus=looked,
    )


def controls_of(files: Files, study: Study, matching: Matching) -> tuple[Control, ...]:
    """Return what lies in annotations of the whole pool, and of each set of SNPs that was given, on the same ground."""
    shown = study.annotations if study.several else study.annotations[:-1]
    chroms = [chrom for chrom in study.universe.pool.chroms if chrom not in study.universe.left_out]
    pool = Control("pool", len(study.universe.pool), tuple(map(len, study.inside[: len(shown)])))
    sets = read_controls(files.controls)
    if matching.mhc:
        sets = {name: snps.kept(outside_mhc(snps)) for name, snps in sets.items()}
    return (pool, *(control(name, snps, shown, chroms) for name, snps in sets.items()))


def read_study(
    files: Files, matching: Matching, drawing: Drawing, listener: Listener
) -> tuple[Study, list[str]]:
    """Return what is tested, and what a reader should know of how it was read."""
    loci, catalogue = drawing.collapsed, read_catalogue(files.snps)
    pairs = read_proxies(loci.proxies) if loci.proxies is not None else []
    names = wanted_names(catalogue) | {name for pair in pairs for name in pair}
    assert files.pool is not None
    pool = read_pool(files.pool, names, own_columns(matching))
    read = read_annotations(files.annotation, pool.chroms, listener)
    refuse_other_assembly(pool, read.annotations, read.paths)
    universe = universe_of(catalogue, pool, read, matching)
    known = covariates(files, matching, universe.pool)
    bins = matching.bins_of(len(known))
    strata = stratify(known, bins, len(universe.pool), distinct(universe.rows))
    annotations = (*read.annotations, together(read.annotations))
    inside = tuple(members(each.elements, universe.pool) for each in annotations)
    proxies = by_row(pairs, universe.pool.rows)
    if pairs and not proxies:
        raise RequestError(
            f"{loci.proxies}: of {len(pairs):,} pairs none has both names in the pool, on chromosomes that count; give "
            "pairs of the pool's names, or a distance",
            setting=("loci", "pool"),
        )
    study = Study(catalogue, universe, strata, annotations, inside, loci, proxies)
    return study, remarks(universe, read, catalogue, strata.merged)


@checked
def write_enrichment(found: Enrichment, out: Path) -> list[Path]:
    """Write the tables of what is found into a folder; return what was written."""
    written = []
    for name, text in tables(found).items():
        write_text(out / name, text)
        written.append(out / name)
    return written
