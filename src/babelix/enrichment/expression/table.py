"""A table of genes with what was measured of each: a header, one row a gene, columns recognised by name or named."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines

# What is read, and the names by which each is known, small or large letters; `tss_hg18` is known as `tss`.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "chrom": ("chrom", "#chrom", "chr", "chromosome", "contig", "seqname"),
    "strand": ("strand",),
    "tss": ("tss",),
    "start": ("start", "chromstart", "txstart"),
    "end": ("end", "chromend", "txend"),
}


@dataclass(frozen=True)
class Columns:
    """The columns of the `value` and, where it has another name, of the `tss`; `body`: lengths are read too."""

    value: str
    tss: str | None = None
    body: bool = False


@dataclass(frozen=True)
class Genes:
    """Genes: `chrom` (n), `tss` (n, from 0), `forward` (n), `length` in bases (n, 0 where not read), `value` (n).

    `columns` says which column is which.
    """

    chrom: tuple[str, ...]
    tss: NDArray[np.int64]
    forward: NDArray[np.bool_]
    length: NDArray[np.int64]
    value: NDArray[np.float64]
    columns: Mapping[str, str] = field(default_factory=dict)


def read_expression(path: str | Path, columns: Columns) -> Genes:
    """Return the genes of a table with tabs or commas between its columns, plain or gzipped.

    A gene begins at its TSS, counted from 0; without such a column at its start (``+``) or on the last base before its
    end (``-``), which count as in BED. Its length is its end less its start, so that both may be of another assembly.
    Raises `RequestError` with the line for what is no number, below zero, or no strand.
    """
    lines = read_lines(path)
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[:2] != "##"]
    if len(rows) < 2:
        raise RequestError(f"{path} holds no row of a gene; give a table with a header and rows below it")
    separator = "\t" if "\t" in rows[0][1] else ","
    header = [name.strip() for name in rows[0][1].split(separator)]
    names = _names(path, header, columns)
    places = {what: header.index(name) for what, name in names.items()}
    found: list[tuple[str, int, bool, int, float]] = []
    for number, line in rows[1:]:
        fields = [each.strip() for each in line.split(separator)]
        if len(fields) != len(header):
            raise RequestError(
                f"{path}, line {number}: expected {len(header)} columns as in the header, got {len(fields)}; mend or "
                "drop the line"
            )
        read = {what: fields[place] for what, place in places.items()}
        found.append(_gene(f"{path}, line {number}", read, names))
    chrom, tss, forward, length, value = zip(*found, strict=True)
    return Genes(
        chrom,
        np.array(tss, np.int64),
        np.array(forward, bool),
        np.array(length, np.int64),
        np.array(value, np.float64),
        names,
    )


def _names(path: str | Path, header: Sequence[str], columns: Columns) -> dict[str, str]:
    """Return the names of the columns to be read."""
    names = {}
    for setting, what, name in (("column", "value", columns.value), ("tss", "tss", columns.tss)):
        if name is None:
            continue
        if name not in header:
            raise RequestError(
                f"`{setting}` {name!r}: {path} has no such column{did_you_mean(name, header)}; it has "
                f"{', '.join(header)}",
                setting=setting,
            )
        names[what] = name
    for what in ("chrom", "strand"):
        names[what] = _one(path, header, what)
    tss = names.get("tss") or _any(path, header, "tss")
    if tss is not None:
        names["tss"] = tss
    if columns.body or tss is None:
        names |= {what: _one(path, header, what) for what in ("start", "end")}
    return names


def _one(path: str | Path, header: Sequence[str], what: str) -> str:
    name = _any(path, header, what)
    if name is None:
        also = ", or say by `tss` where transcripts start" if what in ("start", "end") else ""
        raise RequestError(
            f"{path}: no column is known as {what}, it has {', '.join(header)}; call one {KNOWN[what][0]}{also}",
            setting="tss",
        )
    return name


def _any(path: str | Path, header: Sequence[str], what: str) -> str | None:
    """Return the column that is known as `what`: by its very name, else by one that goes on after ``_``."""
    small = {name: name.lower() for name in header}
    exact = [name for name in header if small[name] in KNOWN[what]]
    found = exact or [name for name in header if small[name].split("_")[0] in KNOWN[what]]
    if len(found) > 1:
        remedy = "say which by `tss`" if what == "tss" else f"call one of them {KNOWN[what][0]}"
        raise RequestError(f"{path}: {' and '.join(found)} may both be the {what}; {remedy}", setting="tss")
    return found[0] if found else None


def _gene(place: str, read: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, int, bool, int, float]:
    value = _number(place, names["value"], read["value"])
    if value < 0:
        raise RequestError(
            f"{place}: expected {names['value']} of 0 or more, got {read['value']}; give values before logarithms"
        )
    if read["strand"] not in ("+", "-", "1", "-1"):
        raise RequestError(
            f"{place}: expected + or - as {names['strand']}, got {read['strand']!r}; mend the line"
        )
    forward = read["strand"] in ("+", "1")
    start, end = (_base(place, names[what], read[what]) if what in read else 0 for what in ("start", "end"))
    if end < start:
        raise RequestError(f"{place}: the gene ends at {end}, before its start, {start}; mend the line")
    first = start if forward else max(end - 1, start)
    tss = _base(place, names["tss"], read["tss"]) if "tss" in read else first
    return read["chrom"], tss, forward, end - start, value


def _number(place: str, name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RequestError(f"{place}: expected a number as {name}, got {text!r}; mend or drop the line")
    return value


def _base(place: str, name: str, text: str) -> int:
    if not text.isdecimal() or len(text) > 12:
        raise RequestError(f"{place}: expected a base counted from 0 as {name}, got {text!r}; mend the line")
    return int(text)
