"""BED files, plain or gzipped, read in blocks and strictly."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import stream, whole_lines
from babelix.base.native import Native
from babelix.genome.interval import Intervals

_SKIPPED = np.frombuffer(b"track\0browser\0\0", np.uint8)
_parse_lines = Native("babelix.genome.formats.bed_kernels", "parse")
_FAULTS = {
    1: "expected at least {least} columns separated by tabs, got {line!r}; give chrom, start, end",
    2: "start and end must be whole numbers, got {line!r}; give 0-based positions without decimals, and begin "
    "a line of names with #",
    3: "a position is below 0, in {line!r}; BED positions are counted from 0",
    4: "the end is before the start, in {line!r}; swap the two columns",
    5: "no strand (+ or -) in column 6, or in column 4 of a shorter line, in {line!r}; give one, or ask for `center`",
}


_REMEDY = {3: "give chrom, start, end, value", 6: "give narrowPeak or broadPeak, its signal in column 7"}


@dataclass(frozen=True)
class Columns:
    """Which columns, counted from 0, hold what; `strand` None is the sixth, or the fourth of shorter lines."""

    chrom: int = 0
    start: int = 1
    end: int = 2
    name: int = 3
    strand: int | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the columns that a text such as ``0,1,2`` or ``0,1,2,5`` names: chrom, start, end and maybe strand."""
        parts = text.split(",")
        if len(parts) not in (3, 4) or not all(part.strip().isdecimal() for part in parts):
            raise RequestError(
                f"`columns` {text!r}: expected chrom,start,end or chrom,start,end,strand counted from 0",
                setting="columns",
            )
        chrom, start, end, *strand = map(int, parts)
        return cls(chrom, start, end, strand=strand[0] if strand else None)


@dataclass(frozen=True)
class BedBlock:
    """Some consecutive intervals of a file, with the `line` (counted from 1) and, if asked for, the `value` of each."""

    intervals: Intervals
    line: NDArray[np.int64]
    value: NDArray[np.float64] | None = None


def blocks(
    path: str | Path,
    columns: Columns | None = None,
    strands: bool = False,
    names: bool = False,
    values: bool = False,
) -> Iterator[BedBlock]:
    """Yield the intervals of a BED file in blocks of some megabytes; `chroms` and `labels` grow from one to the next.

    `strands` refuses a line without strand; `names` keeps the name column as label; `values` reads it as a number
    (bedGraph). A byte order mark, empty lines and those that begin with ``#``, ``track`` or ``browser`` are passed
    over. Raises `RequestError` naming file, line and remedy.
    """
    columns = columns or Columns()
    numbers = np.array(
        [
            columns.chrom,
            columns.start,
            columns.end,
            columns.name,
            -1 if columns.strand is None else columns.strand,
        ]
    )
    chroms, labels = _Names(), _Names()
    first_line = 1
    for text in whole_lines(stream(path)):
        if first_line == 1:
            text = text.removeprefix(BOM_UTF8)
        block, lines = _parse(
            path, text, numbers, strands, first_line, chroms, labels if names else None, values
        )
        first_line += lines
        yield block


def read_bed(
    path: str | Path, columns: Columns | None = None, strands: bool = False, names: bool = False
) -> Intervals:
    """Return all intervals of a BED file, in file order. Options and errors as in `blocks`."""
    found = list(blocks(path, columns, strands, names))
    return together(found) if found else Intervals.of([], [] if names else None)


def together(found: Sequence[BedBlock]) -> Intervals:
    """Return the intervals of all blocks of a file, one at least."""
    pieces = [block.intervals for block in found]
    labels = [piece.label for piece in pieces if piece.label is not None]
    return Intervals(
        pieces[-1].chroms,
        np.concatenate([piece.chrom for piece in pieces]),
        np.concatenate([piece.start for piece in pieces]),
        np.concatenate([piece.end for piece in pieces]),
        np.concatenate([piece.strand for piece in pieces]),
        pieces[-1].labels,
        np.concatenate(labels) if labels else None,
    )


class _Names:
    """Numbers the distinct names of a column, by hash."""

    def __init__(self) -> None:
        self._codes: dict[int, int] = {}
        self.names: list[str] = []

    def number(self, hashes: NDArray[np.uint64], spans: NDArray[np.int64], text: bytes) -> NDArray[np.int32]:
        # Names come in runs, in sorted files of a whole chromosome: only where one begins is it looked up.
        begins = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1])[: len(hashes)])
        lengths = np.diff(np.append(begins, len(hashes)))
        distinct, first, inverse = np.unique(hashes[begins], return_index=True, return_inverse=True)
        where = begins[first]
        codes = np.empty(len(distinct), np.int32)
        for rank in np.argsort(where):
            begin, end = spans[where[rank]]
            key = int(distinct[rank])
            if key not in self._codes:
                self._codes[key] = len(self.names)
                self.names.append(text[begin:end].decode("utf-8", "replace"))
            codes[rank] = self._codes[key]
        return np.repeat(codes[inverse], lengths)


def _parse(
    path: str | Path,
    text: bytes,
    columns: NDArray[np.int64],
    strands: bool,
    first_line: int,
    chroms: _Names,
    labels: _Names | None,
    values: bool,
) -> tuple[BedBlock, int]:
    data = np.frombuffer(text, np.uint8)
    most = text.count(b"\n")
    numbers, spans = np.empty((most, 3), np.int64), np.empty((most, 4), np.int64)
    strand, hashes = np.empty(most, np.int8), np.empty((most, 2), np.uint64)
    outcome = np.empty(3, np.int64)
    rows = _parse_lines(
        data, len(data), columns, int(strands), _SKIPPED, np.empty(32, np.int64), numbers, strand, hashes, spans,
        outcome,
    )  # fmt: skip
    lines, fault, at = outcome.tolist()
    if fault:
        shown = text.split(b"\n", at + 1)[at].decode("utf-8", "replace")[:80]
        reason = _FAULTS[fault].format(line=shown, least=int(columns[:3].max()) + 1)
        raise RequestError(
            f"{path}, line {first_line + at}: {reason}", setting="center" if fault == 5 else ()
        )
    numbers, spans, strand, hashes = numbers[:rows], spans[:rows], strand[:rows], hashes[:rows]
    chrom = chroms.number(hashes[:, 0], spans[:, :2], text)
    label = labels.number(hashes[:, 1], spans[:, 2:], text) if labels is not None else None
    known = tuple(labels.names) if labels is not None else ()
    found = Intervals(
        tuple(chroms.names), chrom, numbers[:, 1].copy(), numbers[:, 2].copy(), strand, known, label
    )
    line = numbers[:, 0] + first_line
    value = _values(path, text, spans, line, int(columns[3])) if values else None
    return BedBlock(found, line, value), lines


def _values(
    path: str | Path, text: bytes, spans: NDArray[np.int64], line: NDArray[np.int64], column: int
) -> NDArray[np.float64]:
    words = [text[begin:end] for begin, end in spans[:, 2:].tolist()]
    try:
        return np.array([float(word) for word in words], np.float64)
    except ValueError:
        for word, number in zip(words, line, strict=True):
            try:
                float(word)
            except ValueError:
                raise RequestError(
                    f"{path}, line {number}: expected a number in column {column + 1}, got "
                    f"{word.decode('utf-8', 'replace')!r}; {_REMEDY.get(column, 'give numbers in all of it')}"
                ) from None
        raise
