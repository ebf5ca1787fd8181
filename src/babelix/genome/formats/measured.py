"""Tables of measured effects of variants: one row a variant, columns recognised by their names or named."""

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines
from babelix.genome.formats.vcf import Allele
from babelix.genome.variant import Variant

# What is read, and the names by which each is known, small or large letters.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "chrom": ("chrom", "#chrom", "chr", "chromosome", "contig"),
    "position": ("pos", "position"),
    "ref": ("ref", "reference"),
    "alt": ("alt", "alternative", "alternate"),
    "effect": ("coefficient", "effect", "beta", "log2fc"),
    "p_value": ("pvalue", "p_value", "p.value", "pval", "p"),
    "barcodes": ("barcodes", "tags"),
    "element": ("element", "experiment"),
    "release": ("release", "assembly"),
}
REQUIRED = ("chrom", "position", "ref", "alt", "effect")
_BASES = re.compile(r"[ACGTNacgtn]+")


@dataclass(frozen=True)
class Measurement:
    """One row, counted from 1: its allele, what was measured, and where it says so the element and the assembly.

    `effect` is NaN where it is no number, `p_value` and `barcodes` where the table has none.
    """

    row: int
    element: str
    release: str
    allele: Allele
    effect: float
    p_value: float
    barcodes: float


def read_measurements(path: str | Path, named: Mapping[str, str] | None = None) -> list[Measurement]:
    """Return the rows of a table with a header, plain or gzipped, its columns apart by tabs or commas.

    `named` says which column is which of `COLUMNS`; others are recognised. A deletion may leave its ALT ``-``, REF
    being the bases that go. A row without position or bases has an allele of fate ``bad_row``. Raises `RequestError`
    for a file without rows or without one of `REQUIRED`, and for a column named that it does not have.
    """
    lines = [line for line in read_lines(path) if line.strip() and not line.startswith("##")]
    if len(lines) < 2:
        raise RequestError(f"{path} holds no row of a variant; give a table with a header and rows below it")
    separator = "\t" if "\t" in lines[0] else ","
    # Quotes keep commas together; between tabs they are letters like others.
    table = (
        csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
        if separator == "\t"
        else csv.reader(lines)
    )
    header = [name.strip() for name in next(table)]
    places = _places(path, header, named or {})
    return list(_read(table, places, len(header)))


def _places(path: str | Path, header: Sequence[str], named: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for what, name in named.items():
        if what not in COLUMNS:
            raise RequestError(
                f"`column` {what}={name}: expected one of {', '.join(COLUMNS)} before the =", setting="column"
            )
        if name not in header:
            raise RequestError(
                f"`column` {what}={name}: {path} has no column {name!r}{did_you_mean(name, header)}; "
                f"it has {', '.join(header)}",
                setting="column",
            )
        places[what] = header.index(name)
    small = [name.lower() for name in header]
    for what, known in COLUMNS.items():
        found = next((small.index(name) for name in known if name in small), None)
        if found is not None:
            places.setdefault(what, found)
    lacking = [what for what in REQUIRED if what not in places]
    if lacking:
        raise RequestError(
            f"{path}: no column is known as {' or as '.join(lacking)}, it has {', '.join(header)}; "
            f"name it by `column`, such as {lacking[0]}=NAME",
            setting="column",
        )
    return places


def _read(rows: Iterator[list[str]], places: Mapping[str, int], columns: int) -> Iterator[Measurement]:
    for number, fields in enumerate(rows, start=1):
        whole = len(fields) == columns
        found = {what: fields[place].strip() for what, place in places.items()} if whole else {}
        effect = _number(found.get("effect", ""))
        yield Measurement(
            number,
            found.get("element", "") or "all",
            found.get("release", ""),
            _allele(number, found, math.isnan(effect)),
            effect,
            _number(found.get("p_value", "")),
            _number(found.get("barcodes", "")),
        )


def _allele(number: int, found: Mapping[str, str], unmeasured: bool) -> Allele:
    chrom, position, ref, alt = (found.get(what, "?") for what in ("chrom", "position", "ref", "alt"))
    text = f"{chrom}:{position}:{ref}:{alt}"
    shortened = "" if alt == "-" else alt
    sound = position.isdecimal() and int(position) > 0 and bool(_BASES.fullmatch(ref))
    if unmeasured or not sound or (shortened and not _BASES.fullmatch(shortened)) or ref == alt or not alt:
        return Allele(number, text, None, "bad_row")
    return Allele(number, text, Variant(chrom, int(position), ref.upper(), shortened.upper()))


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
