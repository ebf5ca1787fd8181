"""One SNP of the catalogue looked at: where it is, and what lies round it."""

import math
import re
from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.locus import Locus, Neighbor, look
from babelix.enrichment.enrich.snps.distances import read_starts
from babelix.genome.contig_names import joined
from babelix.workflows.enrichment.enrich.study import Study

_PLACE = re.compile(r"([^\s:]+):([0-9][0-9,]*)")


def locus_of(study: Study, text: str, tss: Path | None = None) -> Locus:
    """Return what lies round a SNP of the catalogue, called by its name, or round a place such as ``5:40410584``.

    Raises `RequestError` for a SNP that the catalogue lacks, and for one on a chromosome that does not count.
    """
    pool = study.universe.pool
    name, chrom, position = _found(study, text)
    if chrom in study.universe.left_out or not np.diff(pool.span(chrom))[0]:
        why = study.universe.left_out.get(chrom, "the pool has no SNP there")
        raise RequestError(
            f"`locus` {text}: it lies on {chrom}, which does not count: {why}", setting="locus"
        )
    begin, end = pool.span(chrom)
    ground = {"pool": pool.position[begin:end], "starts": np.empty(0, np.int64)}
    if tss is not None:
        starts = read_starts(tss)
        own = joined(chrom, tuple(starts))
        ground["starts"] = starts[own] if own is not None else ground["starts"]
    return look((name, chrom, position), study.annotations[:-1], _neighbors(study, chrom), ground)


def _found(study: Study, text: str) -> tuple[str, str, int]:
    """Return name, chromosome and position (from 0) of what is asked for."""
    pool = study.universe.pool
    if not text.strip():
        raise RequestError(
            "`locus` is empty; give a SNP of the catalogue, or a place such as 5:40410584", setting="locus"
        )
    place = _PLACE.fullmatch(text.strip())
    if place is not None:
        position = int(place[2].replace(",", "")) - 1
        chrom = joined(place[1], (*pool.chroms, *study.universe.left_out))
        if chrom is None or position < 0:
            raise RequestError(
                f"`locus` {text}: the pool has no chromosome {place[1]}, but {', '.join(pool.chroms[:3])}, ...; name "
                "one of them, and a position from 1",
                setting="locus",
            )
        return text.strip(), chrom, position
    wanted = text.strip().lower()
    for number, each in enumerate(study.catalogue.found):
        if wanted in (each.rsid, each.current):
            where = _place(study, number)
            if where is None:
                raise RequestError(
                    f"`locus` {text}: the catalogue has it, and neither it nor the pool says where it is; give a place "
                    "such as 5:40410584",
                    setting="locus",
                )
            return wanted, *where
    raise RequestError(
        f"`locus` {text}: {study.catalogue.path} has no such SNP; give a SNP of it, or a "
        "place such as 5:40410584",
        setting="locus",
    )


def _place(study: Study, number: int) -> tuple[str, int] | None:
    """Return chromosome and position (from 0) of an association: the pool's, else the catalogue's own."""
    universe, each = study.universe, study.catalogue.found[number]
    row = universe.rows[number]
    if row >= 0:
        return universe.pool.chroms[universe.pool.chrom[row]], int(universe.pool.position[row])
    if universe.joined.elsewhere or not each.position or not each.chrom:
        return None
    chrom = joined(each.chrom, (*universe.pool.chroms, *universe.left_out))
    return None if chrom is None else (chrom, each.position - 1)


def _neighbors(study: Study, chrom: str) -> list[Neighbor]:
    """Return the catalogue's SNPs on a chromosome, each once, with the strongest of its P."""
    found: dict[int, Neighbor] = {}
    for number, each in enumerate(study.catalogue.found):
        where = _place(study, number)
        if where is None or where[0] != chrom:
            continue
        before = found.get(where[1])
        traits = dict.fromkeys([*(before.traits if before else ()), *([each.trait] if each.trait else [])])
        known = [
            value for value in (each.strength, before.strength if before else math.nan) if value == value
        ]
        found[where[1]] = Neighbor(
            each.rsid or (before.name if before else ""), where[1], max(known, default=math.nan), tuple(traits),
            bool(study.universe.rows[number] >= 0),
        )  # fmt: skip
    return list(found.values())
