"""The SNPs that controls are drawn from, with what is known of each: a table with a header, or a VCF."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.tables import Table, numbers, whole_numbers
from babelix.genome.contig_names import joined
from babelix.genome.formats.intervals import kind_of
from babelix.genome.formats.vcf import read_lines
from babelix.genome.interval import Intervals

CHROM = ("chrom", "#chrom", "chr", "#chr", "chromosome", "contig", "chr_id")
POSITION = ("position", "pos", "bp", "chr_pos", "base_pair_location")
RSID = ("rsid", "snp", "snps", "id", "rs", "name", "variant_id", "markername")
# The columns that are known, and by which names: others are taken by their own.
COVARIATES = {
    "maf": ("maf", "eur_af", "af", "freq", "frequency", "eaf"),
    "ld": ("ld_score", "ldscore", "l2", "ld"),
    "gc": ("gc", "gc_content"),
}
_INFO = 7
_SNP = re.compile(rb"[ACGTacgt]")
_AF = re.compile(rb"(?:^|;)AF=([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)(?=[;,]|$)")


@dataclass(frozen=True)
class Pool:
    """`n` SNPs by chromosome and position, no two of one place.

    `chroms` names the chromosomes, `chrom` (int32, n) indexes it, `position` (int64, n) counts from 0. `columns` holds
    what is known of each (n), NaN where it is missing; frequencies are folded. `rows` says which SNP bears a name, of
    those asked for; `doubled` counts what was left out for a SNP at its place.
    """

    chroms: tuple[str, ...]
    chrom: NDArray[np.int32]
    position: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.float64]]
    rows: Mapping[str, int]
    doubled: int = 0

    def __len__(self) -> int:
        return len(self.position)

    def at(self, chrom: str, position: int) -> int | None:
        """Return the row of the SNP at a position (from 0) of a chromosome of `chroms`, None where there is none."""
        begin, end = self.span(chrom)
        row = begin + int(np.searchsorted(self.position[begin:end], position))
        return row if row < end and self.position[row] == position else None

    @cached_property
    def _cuts(self) -> list[int]:
        """The first row of each chromosome, and how many rows there are."""
        return [
            int(row) for row in np.searchsorted(self.chrom, np.arange(len(self.chroms) + 1, dtype=np.int32))
        ]

    def span(self, chrom: str) -> tuple[int, int]:
        """Return the first row of a chromosome and the row after its last."""
        if chrom not in self.chroms:
            return 0, 0
        code = self.chroms.index(chrom)
        return self._cuts[code], self._cuts[code + 1]

    def kept(self, chosen: NDArray[np.bool_]) -> "Pool":
        """Return the SNPs chosen (n)."""
        place = np.cumsum(chosen) - 1
        return replace(
            self,
            chrom=self.chrom[chosen],
            position=self.position[chosen],
            columns={name: values[chosen] for name, values in self.columns.items()},
            rows={name: int(place[row]) for name, row in self.rows.items() if chosen[row]},
        )


def read_pool(path: Path, names: Collection[str], wanted: Collection[str] = ()) -> Pool:
    """Return the SNPs of a table with a header or of a VCF, plain, gzip or xz, positions counted from 1 in either.

    `names` are those whose rows are asked for; `wanted` the columns beside the known ones. Raises `RequestError` naming
    file and line for a row that is none, and for a table without chrom and position.
    """
    if kind_of(path) == "vcf":
        return _vcf(path, names)
    table = Table(path)
    places = {"chrom": table.find(CHROM), "position": table.find(POSITION), "rsid": table.find(RSID)}
    if places["chrom"] is None or places["position"] is None:
        raise RequestError(
            f"{path}, line 1: expected a header with chrom and position, apart by tabs, got "
            f"{', '.join(table.header)[:80]!r}; give a VCF or a table with a header"
        )
    known = {name: table.find(COVARIATES.get(name, (name.lower(),))) for name in (*COVARIATES, *wanted)}
    columns = {name: place for name, place in known.items() if place is not None}
    codes: dict[bytes, int] = {}
    asked = {name.encode() for name in names}
    chrom: list[NDArray[np.int32]] = []
    position: list[NDArray[np.int64]] = []
    rows, count = dict[str, int](), 0
    values: dict[str, list[NDArray[np.float64]]] = {name: [] for name in columns}
    first = [
        places["chrom"],
        places["position"],
        places["rsid"] if places["rsid"] is not None else places["chrom"],
    ]
    for block in table.blocks([*(place for place in first if place is not None), *columns.values()]):
        words = block.columns
        chrom.append(_numbered(words[0], codes))
        position.append(whole_numbers(path, block, words[1], "a position") - 1)
        rows |= {word.decode(): count + i for i, word in enumerate(words[2]) if word in asked}
        for name, column in zip(columns, words[3:], strict=True):
            values[name].append(numbers(path, block, column, name))
        count += len(words[0])
    if not count:
        raise RequestError(
            f"{path} has a header and no row below it; give the SNPs that controls are drawn from"
        )
    return _sorted(
        path,
        [word.decode("latin-1") for word in codes],
        np.concatenate(chrom),
        np.concatenate(position),
        {name: np.concatenate(pieces) for name, pieces in values.items()},
        rows,
    )


def pool_of(places: Intervals) -> Pool:
    """Return the SNPs that intervals are, of which the first bases count."""
    return _sorted(Path(), list(places.chroms), places.chrom, places.start, {}, {})


def _numbered(words: list[bytes], codes: dict[bytes, int]) -> NDArray[np.int32]:
    """Return the number of each name (n), new ones numbered; a block of one chromosome needs but one look."""
    first = words[:1]
    if first and words.count(first[0]) == len(words):
        return np.full(len(words), codes.setdefault(first[0], len(codes)), np.int32)
    return np.array([codes.setdefault(word, len(codes)) for word in words], np.int32)


def _vcf(path: Path, names: Collection[str]) -> Pool:
    """Return the rows of a VCF whose alleles are single bases, with AF where INFO has it."""
    codes: dict[bytes, int] = {}
    chrom: list[int] = []
    position: list[int] = []
    frequency: list[float] = []
    rows: dict[str, int] = {}
    for row, line in read_lines(path):
        fields = line.rstrip(b"\r\n").split(b"\t", _INFO + 1)
        if not row:
            continue
        if len(fields) < 5 or not fields[1].isdigit() or int(fields[1]) < 1:
            raise RequestError(
                f"{path}, row {row}: expected CHROM, POS, ID, REF and ALT apart by tabs; mend or drop it"
            )
        if not _SNP.fullmatch(fields[3]) or not any(_SNP.fullmatch(each) for each in fields[4].split(b",")):
            continue
        if (name := fields[2].decode("latin-1")) in names:
            rows[name] = len(chrom)
        chrom.append(codes.setdefault(fields[0], len(codes)))
        position.append(int(fields[1]) - 1)
        found = _AF.search(fields[_INFO]) if len(fields) > _INFO else None
        frequency.append(float(found[1]) if found else np.nan)
    if not chrom:
        raise RequestError(f"{path} holds no SNP; give a VCF with rows whose REF and ALT are single bases")
    values = np.array(frequency)
    known = {} if np.isnan(values).all() else {"maf": values}
    where = np.array(chrom, np.int32), np.array(position, np.int64)
    return _sorted(path, [word.decode("latin-1") for word in codes], *where, known, rows)


def _sorted(
    path: Path,
    names: list[str],
    chrom: NDArray[np.int32],
    position: NDArray[np.int64],
    columns: Mapping[str, NDArray[np.float64]],
    rows: Mapping[str, int],
) -> Pool:
    """Return the SNPs sorted, one a place, chromosomes that go by two names (``1``, ``chr1``) as one."""
    chroms: list[str] = []
    for name in names:
        if joined(name, chroms) is None:
            chroms.append(name)
    codes = np.array([chroms.index(joined(name, chroms) or name) for name in names], np.int32)
    chrom = codes[chrom]
    order = np.lexsort((position, chrom))
    chrom, position = chrom[order], position[order]
    first = np.ones(len(order), bool)
    first[1:] = (chrom[1:] != chrom[:-1]) | (position[1:] != position[:-1])
    place = np.empty(len(order), np.int64)
    place[order] = np.cumsum(first) - 1
    folded = {}
    for name, values in columns.items():
        kept = values[order][first]
        if name == "maf":
            if ((kept < 0) | (kept > 1)).any():
                raise RequestError(
                    f"{path}: a frequency lies outside 0 to 1; expected the share of an allele"
                )
            kept = np.minimum(kept, 1 - kept)
        folded[name] = kept
    return Pool(
        tuple(chroms),
        chrom[first],
        position[first],
        folded,
        {name: int(place[row]) for name, row in rows.items()},
        int((~first).sum()),
    )
