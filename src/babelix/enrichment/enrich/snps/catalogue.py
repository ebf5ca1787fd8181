"""SNPs that something was found of: the NHGRI's catalogue, EBI's of today, a table with a header, or BED."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import stream, whole_lines
from babelix.enrichment.enrich.snps.tables import MISSING, Block, Table, decoded
from babelix.genome.formats.bed import read_bed

# What is read, and the names by which each is known, small or large letters. The catalogues of 2012 and of today (v1.0,
# v1.0.2) have the same names but for their case.
KNOWN = {
    "rsid": ("snps", "snp", "rsid", "rs", "snp_id", "variant_id", "name", "id", "markername"),
    "current": ("snp_id_current",),
    "chrom": ("chr_id", "chrom", "#chrom", "chr", "#chr", "chromosome", "contig"),
    "position": ("chr_pos", "position", "pos", "bp", "base_pair_location"),
    "trait": ("disease/trait", "trait", "phenotype"),
    "p": ("p-value", "p_value", "pvalue", "p.value", "pval", "p"),
    "minus_log": ("pvalue_mlog",),
    "context": ("context",),
}
_P = re.compile(r"\s*<?\s*([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?\s*")
_APART = re.compile(r"\s*(?:[;,]| x )\s*")


@dataclass(frozen=True)
class Association:
    """A SNP of a row: its names, contig and position (from 1), what it goes with and how surely.

    `strength` is -log10 P, NaN where none is told; `position` 0 where none is. `context` is what the catalogue calls
    its place in genes, empty where it does not say.
    """

    rsid: str
    current: str
    chrom: str
    position: int
    trait: str = ""
    strength: float = math.nan
    context: str = ""


@dataclass(frozen=True)
class Catalogue:
    """The SNPs of a file, row by row, how many rows there are, and how many without a SNP that has name or place."""

    path: Path
    rows: int
    found: tuple[Association, ...]
    unplaced: int = 0
    columns: tuple[str, ...] = ()

    def places(self) -> set[tuple[str, int]]:
        """Return the distinct contigs and positions (from 1)."""
        return {(each.chrom, each.position) for each in self.found if each.position}


def read_catalogue(path: Path) -> Catalogue:
    """Return the SNPs of a catalogue, of a table with a header, or of BED: plain, gzip or xz.

    A row of several SNPs (``rs1; rs2``, ``rs1 x rs2``) gives each. Raises `RequestError` for a table without names and
    without places, and naming the line for a row that is none.
    """
    first = next(whole_lines(stream(path, 1 << 16)), b"")
    if not first.strip():
        raise RequestError(f"{path} is empty; give a catalogue, a table with a header, or BED")
    return _bed(path) if is_bed(path) else _table(path)


def is_bed(path: Path) -> bool:
    """Say whether the first row of a file has whole numbers in its second and third column, and no header before."""
    text = next(whole_lines(stream(path, 1 << 16)), b"")
    lines = [line for line in text.split(b"\n") if line.strip()]
    rows = [line for line in lines if not line.startswith((b"#", b"track", b"browser"))]
    fields = (rows or [b""])[0].split(b"\t")
    return len(fields) > 2 and fields[1].strip().isdigit() and fields[2].strip().isdigit()


def _bed(path: Path) -> Catalogue:
    read = read_bed(path, names=True)
    wide = np.flatnonzero(read.end - read.start != 1)
    if len(wide):
        row = int(wide[0])
        raise RequestError(
            f"{path}: {read.chroms[read.chrom[row]]}:{read.start[row]}-{read.end[row]} has "
            f"{read.end[row] - read.start[row]} bases; expected SNPs, of one base each"
        )
    names = [read.labels[each] for each in read.label] if read.label is not None else [""] * len(read)
    found = tuple(
        Association(name if name.startswith("rs") else "", "", read.chroms[chrom], position + 1)
        for name, chrom, position in zip(names, read.chrom.tolist(), read.start.tolist(), strict=True)
    )
    return Catalogue(path, len(read), found)


def _table(path: Path) -> Catalogue:
    table = Table(path)
    places = {what: table.find(names) for what, names in KNOWN.items()}
    located = places["chrom"] is not None and places["position"] is not None
    if not located and places["rsid"] is None:
        raise RequestError(
            f"{path}, line 1: expected a header with SNPS, or chrom and position, apart by tabs, got "
            f"{', '.join(table.header)[:80]!r}; give a catalogue, a table with a header, or BED"
        )
    wanted = {what: place for what, place in places.items() if place is not None}
    found: list[Association] = []
    rows = unplaced = 0
    for block in table.blocks(list(wanted.values())):
        for row in _rows(path, block, list(wanted)):
            rows += 1
            found += row
            unplaced += not row
    if not rows:
        raise RequestError(f"{path} has a header and no row below it; give SNPs")
    return Catalogue(path, rows, tuple(found), unplaced, tuple(wanted))


def _rows(path: Path, block: Block, names: Sequence[str]) -> Iterator[list[Association]]:
    for number, words in enumerate(zip(*block.columns, strict=True)):
        row = {name: decoded(word).strip().strip('"') for name, word in zip(names, words, strict=True)}
        yield list(_snps(f"{path}, line {block.line + number}", row))


def _snps(place: str, row: dict[str, str]) -> Iterator[Association]:
    """Yield the SNPs of a row: as many as it names, or as it has positions."""
    names = [each for each in _APART.split(row.get("rsid", "")) if each.lower().startswith("rs")]
    chroms = [each for each in _APART.split(row.get("chrom", "")) if each]
    positions = [
        _position(place, each)
        for each in _APART.split(row.get("position", ""))
        if each.encode() not in MISSING
    ]
    if len(chroms) != len(positions):
        chroms = chroms[:1] * len(positions)
    if len(names) > 1 and len(positions) not in (0, len(names)):
        positions, chroms = [], []  # which is where is not told: names alone
    strength = _strength(row)
    current = row.get("current", "")
    context = row.get("context", "")
    each_own = _APART.split(context)
    many = max(len(names), len(positions))
    if many < 2 or len(each_own) != many:
        each_own = [context] * many
    for number in range(many):
        chrom = chroms[number] if number < len(chroms) else ""
        yield Association(
            names[number].lower() if number < len(names) else "",
            f"rs{current}" if current.isdecimal() and len(names) == 1 else "",
            chrom,
            positions[number] if chrom and number < len(positions) else 0,
            row.get("trait", ""),
            strength,
            each_own[number],
        )


def _position(place: str, text: str) -> int:
    text = text.removesuffix(".0")  # as pandas writes whole numbers of a column that lacks some
    if not text.isdecimal() or not 1 <= int(text) < 1 << 40:
        raise RequestError(
            f"{place}: expected a position counted from 1, got {text[:40]!r}; mend or drop the line"
        )
    return int(text)


def _strength(row: dict[str, str]) -> float:
    """Return -log10 P from the text of P, which may be smaller than a float64 can be."""
    found = _P.fullmatch(row.get("p", ""))
    if found is not None and float(found[1]) > 0:
        return -math.log10(float(found[1])) - int(found[2] or 0)
    try:
        told = float(row.get("minus_log", ""))
    except ValueError:
        told = math.nan
    return (
        math.inf if found is not None and math.isnan(told) else told
    )  # a P of 0 is smaller than was written


def strengths(found: Sequence[Association]) -> NDArray[np.float64]:
    """Return -log10 P of each association (n)."""
    return np.array([each.strength for each in found], np.float64)
