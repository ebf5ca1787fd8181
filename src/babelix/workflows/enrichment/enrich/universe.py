"""The SNPs that count: those of the pool on chromosomes that every annotation reaches, and which of them are cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.annotated import Annotation, reached
from babelix.enrichment.enrich.results import Cases
from babelix.enrichment.enrich.snps.catalogue import Catalogue
from babelix.enrichment.enrich.snps.context import contexts
from babelix.enrichment.enrich.snps.joining import Joined, distinct, join
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.enrichment.enrich.snps.universe import apart_from, on, outside_mhc
from babelix.enrichment.layers import within
from babelix.workflows.enrichment.enrich.reading import Read
from babelix.workflows.enrichment.enrich.settings import Matching


@dataclass(frozen=True)
class Universe:
    """`pool`: the SNPs that count; `rows` (n): where each association stands in it, -1 where it does not."""

    pool: Pool
    rows: NDArray[np.int64]
    joined: Joined
    left_out: Mapping[str, str]


def universe_of(catalogue: Catalogue, pool: Pool, read: Read, matching: Matching) -> Universe:
    """Return the SNPs that count. Raises `RequestError` where no chromosome or no case is left."""
    joined = join(catalogue, pool)
    left_out = {
        chrom: "no element of " + ", ".join(read.paths[source] for source in sources)
        for chrom, sources in reached(read.annotations, pool.chroms).items()
        if sources
    }
    chroms = [chrom for chrom in pool.chroms if chrom not in left_out]
    if not chroms:
        raise RequestError(
            f"no chromosome has an element of each of {', '.join(read.paths)}; give annotations of the same ones",
            setting="annotation",
        )
    kept = on(pool, chroms)
    if matching.mhc:
        kept &= outside_mhc(pool)
    rows = np.where((joined.row >= 0) & kept[joined.row], joined.row, -1)
    cases = distinct(rows)
    if not len(cases):
        some = ", ".join(chroms[:3]) + (", ..." if len(chroms) > 3 else "")
        raise RequestError(
            f"of the SNPs of {catalogue.path} none is in the pool on the chromosomes that count ({some}); give a pool "
            "that has them",
            setting=("snps", "pool"),
        )
    if matching.exclude_within is not None:
        kept &= apart_from(pool, _places(catalogue, joined, pool, cases), matching.exclude_within, cases)
    place = np.cumsum(kept) - 1
    return Universe(pool.kept(kept), np.where(rows >= 0, place[rows], -1), joined, left_out)


def _places(
    catalogue: Catalogue, joined: Joined, pool: Pool, cases: NDArray[np.int64]
) -> list[tuple[str, int]]:
    """Return chromosome and position (from 0) of the SNPs of a catalogue that are no cases."""
    if joined.elsewhere:
        found = set()
    else:
        found = {
            (joined.names.get(each.chrom, each.chrom), each.position - 1)
            for each, row in zip(catalogue.found, joined.row.tolist(), strict=True)
            if each.position and row < 0
        }
    left = np.setdiff1d(distinct(joined.row), cases).tolist()
    return sorted(found | {(pool.chroms[pool.chrom[row]], int(pool.position[row])) for row in left})


def counted(
    catalogue: Catalogue, universe: Universe, annotations: Sequence[Annotation], cases: int, leads: int | None
) -> Cases:
    """Return what is told of the catalogue itself; the last of `annotations` is the union of all others."""
    names, places = universe.joined.names, catalogue.places()
    counting = {chrom for chrom in universe.pool.chroms if chrom not in universe.left_out}
    here: dict[str, list[int]] = {}
    for chrom, position in places:
        if (name := names.get(chrom, chrom)) in counting:
            here.setdefault(name, []).append(position - 1)
    tiled = all(each.state for each in annotations[:-1])
    inside = sum(
        int(within(annotations[-1].elements, chrom, np.array(found)).sum()) for chrom, found in here.items()
    )
    return Cases(
        rows=catalogue.rows,
        positions=len(places),
        counted=sum(map(len, here.values())),
        inside=None if universe.joined.elsewhere or tiled else inside,
        in_pool=cases,
        loci=leads,
        context=contexts(catalogue.found),
        named=universe.joined.by,
        missing=universe.joined.missing,
        elsewhere=universe.joined.elsewhere,
    )


def remarks(universe: Universe, read: Read, catalogue: Catalogue, merged: int) -> list[str]:
    """Return what a reader of the numbers should know."""
    said = []
    if universe.joined.elsewhere:
        said.append(
            f"the positions of {catalogue.path} are of another assembly than the pool's: its SNPs were joined by name, "
            "at the pool's positions"
        )
    if universe.joined.names:
        pairs = [f"{old} is {new}" for old, new in universe.joined.names.items()]
        more = f" and {len(pairs) - 3:,} more" if len(pairs) > 3 else ""
        said.append(f"chromosomes were joined by other names: {', '.join(pairs[:3])}{more}")
    if read.strangers:
        names = [f"{name} ({count:,})" for name, count in read.strangers.items()]
        more = f" and {len(names) - 10:,} more" if len(names) > 10 else ""
        said.append(f"elements on chromosomes without a SNP were left out: {', '.join(names[:10])}{more}")
    if universe.pool.doubled:
        said.append(f"{universe.pool.doubled:,} SNPs of the pool stand where another does and were left out")
    if merged:
        said.append(
            f"{merged:,} strata held no SNP but cases: each was merged with the nearest that holds some"
        )
    if catalogue.unplaced:
        said.append(f"{catalogue.unplaced:,} rows of {catalogue.path} name no SNP and no position")
    return said
