"""Tables of other libraries to intervals and back: a dictionary of arrays, pandas, polars. None of them is required."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals

# The names by which each column is known: of BED, bioframe, pyranges, polars-bio and VCF, small or large letters.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "chrom": ("chrom", "chromosome", "chr", "contig", "seqname", "seqnames", "#chrom", "seqid"),
    "start": ("start", "chromstart", "pos_start"),
    "end": ("end", "chromend", "pos_end"),
    "position": ("position", "pos"),
    "strand": ("strand",),
    "label": ("name", "label"),
}
_STRANDS = {"+": 1, "-": -1, 1: 1, -1: -1}


def from_table(table: Any, **columns: str) -> Intervals:
    """Return the rows of a table as intervals: a mapping of names to arrays, or a data frame of pandas or polars.

    Columns are recognised by their names (``chrom``, ``start``, ``end``, ``strand``, ``name``, in any letters) or
    named, ``chrom="CHR"``. Starts are counted from 0 and ends left out, as in BED; a table without starts has points,
    whose ``position`` is counted from 1, as in VCF. Raises `RequestError` for a column that lacks and for places that
    are no whole numbers.
    """
    there = list(table.keys() if isinstance(table, Mapping) else table.columns)
    found = {what: _column(what, there, columns.get(what)) for what in _NAMES}
    other = set(columns) - set(_NAMES)
    if other:
        raise RequestError(f"`{min(other)}`: expected one of {', '.join(_NAMES)}", setting=min(other))
    points = found["start"] is None and found["position"] is not None
    needed = ("chrom", "position") if points else ("chrom", "start", "end")
    for what in needed:
        if found[what] is None:
            raise RequestError(
                f"the table has no column of {what}: its columns are {', '.join(map(str, there[:9]))}; "
                f"name it, `{what}`",
                setting=what,
            )
    chroms, chrom = _numbered(table[found["chrom"]])
    if points:
        end = _places(table, found["position"])
        start = end - 1
    else:
        start, end = _places(table, found["start"]), _places(table, found["end"])
    strand = np.zeros(len(start), np.int8)
    if found["strand"] is not None:
        strand = np.array(
            [_STRANDS.get(each, 0) for each in np.asarray(table[found["strand"]]).tolist()], np.int8
        )
    labels, label = ((), None) if found["label"] is None else _numbered(table[found["label"]])
    return Intervals(chroms, chrom, start, end, strand, labels, label)


def as_columns(intervals: Intervals) -> dict[str, NDArray[Any]]:
    """Return the intervals as arrays by name: chrom, start, end, strand (``+ - .``) and, if labelled, name."""
    columns: dict[str, NDArray[Any]] = {
        "chrom": np.array(intervals.chroms, object)[intervals.chrom],
        "start": intervals.start,
        "end": intervals.end,
        "strand": np.array([".", "+", "-"], object)[intervals.strand],
    }
    if intervals.label is not None:
        columns["name"] = np.array(intervals.labels, object)[intervals.label]
    return columns


def to_pandas(intervals: Intervals) -> Any:
    """Return the intervals as a data frame of pandas. Raises `RequestError` where pandas is not installed."""
    return _library("pandas").DataFrame(as_columns(intervals))


def to_polars(intervals: Intervals) -> Any:
    """Return the intervals as a data frame of polars. Raises `RequestError` where polars is not installed."""
    columns = as_columns(intervals)
    # An array of objects would stay one; a list of texts becomes a column of texts.
    return _library("polars").DataFrame(
        {name: each.tolist() if each.dtype == object else each for name, each in columns.items()}
    )


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise RequestError(
            f"{name} is not installed; install it (pip install {name}), or take `as_columns`"
        ) from None


def _column(what: str, there: Sequence[Any], named: str | None) -> Any:
    if named is not None:
        if named not in there:
            raise RequestError(
                f"`{what}` {named!r}: the table has no such column, but {', '.join(map(str, there[:9]))}",
                setting=what,
            )
        return named
    return next((each for known in _NAMES[what] for each in there if str(each).lower() == known), None)


def _places(table: Any, name: Any) -> NDArray[np.int64]:
    values = np.asarray(table[name])
    if values.dtype.kind not in "iu":
        whole = values.astype(np.float64) if values.dtype.kind == "f" else None
        if whole is None or not (whole == np.floor(whole)).all():
            raise RequestError(
                f"the table's column {name}: expected whole numbers, got {values.dtype} {values[:3]}"
            )
    return values.astype(np.int64)


def _numbered(column: Any) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Return the distinct values of a column as texts, as they come, and which of them each row has."""
    numbers: dict[Any, int] = {}
    codes = [numbers.setdefault(each, len(numbers)) for each in np.asarray(column).tolist()]
    return tuple(map(str, numbers)), np.array(codes, np.int32)
