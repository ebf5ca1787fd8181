"""Which SNPs of the pool the catalogue's are: by name at the pool's place, else by place; and why others are none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.catalogue import Association, Catalogue
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.genome.contig_names import joined

# Of SNPs without names at least so many lie at a SNP of the pool, where both are of one assembly: by chance, one in
# some thousands would.
_LEAST = 0.05
_FEW = 20
_UNPLACED = "without a position, as the SNPs of a haplotype have none"


@dataclass(frozen=True)
class Joined:
    """The row in the pool of each association (n), -1 where it has none; what was joined how, and why others were not.

    `elsewhere` says that the catalogue's positions are of another assembly: SNPs are joined by name alone.
    """

    row: NDArray[np.int64]
    by: Mapping[str, int]
    missing: Mapping[str, int]
    elsewhere: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


def wanted_names(catalogue: Catalogue) -> set[str]:
    """Return the names that a pool is asked for."""
    return {name for each in catalogue.found for name in (each.rsid, each.current) if name}


def join(catalogue: Catalogue, pool: Pool) -> Joined:
    """Return the rows of a catalogue's SNPs in the pool.

    Where the catalogue gives positions, a SNP without one is no case: the SNPs of a haplotype are not found one by one.
    Counts are of distinct SNPs. Raises `RequestError` for positions of another assembly without names to go by, and
    where no SNP is found.
    """
    called = dict.fromkeys(each.chrom for each in catalogue.found if each.chrom)
    names = {chrom: joined(chrom, pool.chroms) for chrom in called}
    placed = any(each.position for each in catalogue.found)
    by_name = [_named(each, pool) for each in catalogue.found]
    agree = [
        _at(each, pool, names) == row
        for each, row in zip(catalogue.found, by_name, strict=True)
        if row is not None and each.position and names.get(each.chrom)
    ]
    elsewhere = len(agree) > 0 and sum(agree) < len(agree) / 2
    rows = np.full(len(catalogue.found), -1, np.int64)
    by: dict[str, set[int]] = {"name": set(), "position": set()}
    missing: dict[str, set[object]] = {}
    for number, (each, named) in enumerate(zip(catalogue.found, by_name, strict=True)):
        row, how = named, "name"
        if placed and not each.position:
            missing.setdefault(_UNPLACED, set()).add(each.rsid)
            continue
        if row is None and not elsewhere:
            row, how = _at(each, pool, names), "position"
        if row is None:
            why = _why(each, pool, names, elsewhere)
            missing.setdefault(why, set()).add(each.rsid or (each.chrom, each.position))
            continue
        rows[number] = row
        by[how].add(row)
    by["position"] -= by["name"]
    _refuse_other_assembly(catalogue, by, any(row is not None for row in by_name))
    return Joined(
        rows,
        {how: len(found) for how, found in by.items() if found},
        {why: len(found) for why, found in missing.items()},
        elsewhere,
        {old: new for old, new in names.items() if new is not None and new != old},
    )


def _named(each: Association, pool: Pool) -> int | None:
    row = pool.rows.get(each.rsid) if each.rsid else None
    return pool.rows.get(each.current) if row is None and each.current else row


def _at(each: Association, pool: Pool, names: Mapping[str, str | None]) -> int | None:
    chrom = names.get(each.chrom)
    return None if chrom is None or not each.position else pool.at(chrom, each.position - 1)


def _why(each: Association, pool: Pool, names: Mapping[str, str | None], elsewhere: bool) -> str:
    if each.chrom and names.get(each.chrom) is None:
        return "on a chromosome that the pool lacks"
    if elsewhere:
        return (
            "whose name the pool lacks, at a position of another assembly" if each.rsid else "without a name"
        )
    return "at no SNP of the pool" if each.position else "whose name the pool lacks"


def _refuse_other_assembly(catalogue: Catalogue, by: Mapping[str, set[int]], named: bool) -> None:
    places = len(catalogue.places()) or len({each.rsid for each in catalogue.found})
    found = sum(map(len, by.values()))
    if named or (found >= _LEAST * places and found) or (found and places < _FEW):
        return
    named_too = any(each.rsid for each in catalogue.found)
    why = "no name of them is in the pool" if named_too else "they have no rs names to go by"
    raise RequestError(
        f"{catalogue.path}: of {places:,} SNPs {found:,} are at a SNP of the pool, and {why}; give SNPs of the "
        "pool's assembly, or with their rs names",
        setting=("snps", "pool"),
    )


def distinct(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows that are there, each once, in rising order."""
    return np.unique(rows[rows >= 0])


def best(
    rows: NDArray[np.int64], strength: NDArray[np.float64], cases: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the largest of `strength` (n) among the associations of each case (cases), NaN where none is told."""
    found = np.full(len(cases), -np.inf)
    here = (rows >= 0) & ~np.isnan(strength)
    place = np.searchsorted(cases, rows[here])
    inside = np.isin(rows[here], cases)
    np.maximum.at(found, place[inside], strength[here][inside])
    found[np.isneginf(found)] = np.nan
    return found


def traits_of(found: Sequence[Association], groups: Mapping[str, str]) -> list[str]:
    """Return the trait of each association, or the group that it is in."""
    return [groups.get(each.trait, each.trait) for each in found]
