"""Enrichment without a pool: a catalogue's SNPs where they stand, beside elements moved along the genome."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter
from babelix.enrichment.enrich.annotated import Annotation, held, members, together
from babelix.enrichment.enrich.results import Enriched, Enrichment, How
from babelix.enrichment.enrich.shifted.chromosomes import Shifts, moved, spans
from babelix.enrichment.enrich.shifted.loci import Windows, windows, within_loci
from babelix.enrichment.enrich.snps.catalogue import Catalogue, read_catalogue
from babelix.enrichment.enrich.snps.pool import Pool, pool_of
from babelix.enrichment.enrich.strata import Strata
from babelix.genome.contig_names import spoken
from babelix.genome.interval import Intervals
from babelix.workflows.enrichment.enrich.locus import locus_of
from babelix.workflows.enrichment.enrich.reading import read_annotations
from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching
from babelix.workflows.enrichment.enrich.shifts import FLANK
from babelix.workflows.enrichment.enrich.study import Study
from babelix.workflows.enrichment.enrich.universe import counted, remarks, universe_of

Rows = NDArray[np.int64]
NO_POOL = "without a pool there are no controls: elements are moved along the genome, and no P is exact"


def enrich_alone(
    files: Files, matching: Matching, drawing: Drawing, listener: Listener, locus: str | None = None
) -> Enrichment:
    """Test a catalogue's SNPs by the shifted null alone. Raises `RequestError` for what needs a pool."""
    if matching.match not in (None, "none") or matching.exclude_within is not None or files.controls:
        what = ("controls" if files.controls else "match" if matching.match else "exclude_within",)
        raise RequestError(
            f"`{what[0]}` needs `pool`, the SNPs that controls are drawn from; give both",
            setting=("pool", *what),
        )
    if not drawing.shifts:
        raise RequestError(
            "`shifts` 0 and no `pool`: there is nothing to compare with; give one", setting=("shifts", "pool")
        )
    catalogue = read_catalogue(files.snps)
    pool = _own_places(catalogue)
    read = read_annotations(files.annotation, pool.chroms, listener)
    universe = universe_of(catalogue, pool, read, matching)
    annotations = (*read.annotations, together(read.annotations))
    inside = tuple(members(each.elements, universe.pool) for each in annotations)
    size = len(universe.pool)
    strata = Strata(np.zeros(size, np.int32), 1, {})
    if drawing.collapsed.proxies is not None:
        raise RequestError(
            "`loci` as a file needs `pool`, where its SNPs stand; give both", setting=("loci", "pool")
        )
    study = Study(catalogue, universe, strata, annotations, inside, drawing.collapsed, {})
    looked = None if locus is None else locus_of(study, locus)
    loci, several = drawing.collapsed.any, study.several
    leads = study.leads(universe.rows)
    rows = _moved(study, leads, drawing, listener)
    before = _moved(study, study.cases, drawing, listener) if loci else ()
    return Enrichment(
        catalogue=counted(catalogue, universe, annotations, len(study.cases), len(leads) if loci else None),
        annotations=rows[:-1],
        union=rows[-1] if several else None,
        all_cases=before if several else before[:-1],
        matrix=None,
        how=How(size, {}, 1, 0, drawing.loci, seed=drawing.seed, shifts=drawing.shifts, alone=True),
        left_out=universe.left_out,
        remarks=(NO_POOL, *remarks(universe, read, catalogue, 0)),
        states={each.name: (each.cell, each.state) for each in annotations if each.state},
        locus=looked,
    )


def _own_places(catalogue: Catalogue) -> Pool:
    """Return the catalogue's own SNPs. Raises `RequestError` where none has a place."""
    places = sorted((spoken(chrom), position - 1, position) for chrom, position in catalogue.places())
    if not places:
        raise RequestError(
            f"{catalogue.path} tells no positions; give `pool`, SNPs with names and positions", setting="pool"
        )
    return pool_of(Intervals.of(places))


def _moved(study: Study, cases: Rows, drawing: Drawing, listener: Listener) -> tuple[Enriched, ...]:
    """Return, for each annotation, the overlaps of cases beside those of its elements moved by bases."""
    pool, reach = study.universe.pool, study.loci.reach
    observed = held(study.inside, cases).sum(axis=1).tolist()
    place = {chrom: pool.position[cases[pool.chrom[cases] == code]] for code, chrom in enumerate(pool.chroms)}
    around = windows(
        pool.chroms,
        pool.chrom[cases].astype(np.int64),
        pool.position[cases],
        np.arange(len(cases)),
        FLANK if reach is None else max(reach // 2, 1),
    )
    reporter = Reporter(listener, "moving elements", len(study.annotations), "annotations")
    found = []
    for each, count in zip(study.annotations, observed, strict=True):
        found.append(_one(each, count, len(cases), place, around, Shifts(drawing.shifts, drawing.seed)))
        reporter.advance()
    return tuple(found)


def _one(
    annotation: Annotation,
    observed: int,
    cases: int,
    place: Mapping[str, Rows],
    around: Windows,
    shifts: Shifts,
) -> Enriched:
    shifted = moved(place, annotation.elements, spans(place, annotation.elements), shifts)
    inside = within_loci(around, annotation.elements)
    return Enriched(
        annotation.name, cases, observed, shifted.expected, None, p_shifted=shifted.p, p_shifted_loci=inside.p
    )
