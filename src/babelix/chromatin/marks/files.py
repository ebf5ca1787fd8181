"""Binary mark files: one row of 0, 1 or 2 (missing) per bin, in ChromHMM's format, read and written strictly.

Line 1 is ``cell<TAB>chromosome``, line 2 the marks' names, then one tab-separated row per bin. The format has no room
for the bin's size: a folder carries it in ``bins.json``, a name that ChromHMM (which reads ``*_binary*`` only) skips.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import atomic, stream, whole_lines, write_json
from babelix.chromatin.marks.errors import damaged, describe_bad_row

MISSING = 2
DEFAULT_BIN = 200
SIDECAR = "bins.json"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Marks:
    """The marks of one cell along one chromosome, as runs of equal bins.

    `patterns` (patterns x marks, uint8) holds the distinct rows in order of first appearance; run r is `length[r]`
    bins of pattern `pattern[r]` (int32).
    """

    cell: str
    chrom: str
    names: tuple[str, ...]
    patterns: NDArray[np.uint8]
    pattern: NDArray[np.int32]
    length: NDArray[np.int32]
    origin: str = "marks"

    @property
    def bins(self) -> int:
        """The number of bins."""
        return int(self.length.sum(dtype=np.int64))

    def rows(self) -> NDArray[np.uint8]:
        """Return the values of every bin (bins x marks)."""
        return self.patterns[np.repeat(self.pattern, self.length)]


def mark_files(folder: str | Path) -> list[Path]:
    """Return the files of `folder` with ``_binary`` in their name, sorted; folders and hidden files are passed over.

    Raises `RequestError` when there is none.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise RequestError(f"no such folder: {folder}; give the folder that `babelix states binarize` wrote")
    found = marks_in(folder)
    if not found:
        raise RequestError(
            f"{folder} holds no file with '_binary' in its name; give the folder that `babelix states binarize` wrote"
        )
    return found


def marks_in(folder: str | Path) -> list[Path]:
    """Return what `mark_files` does, and nothing when there is none. `folder` must be there."""
    named = (
        path for path in Path(folder).iterdir() if "_binary" in path.name and not path.name.startswith(".")
    )
    return sorted((path for path in named if path.is_file()), key=lambda path: path.name)


def read_header(path: str | Path) -> tuple[str, str, tuple[str, ...]]:
    """Return the cell, the chromosome and the marks' names of a file. Raises `RequestError` when these are damaged."""
    return _header(Path(path), stream(path, _BLOCK, damaged))[:3]


def read_marks(path: str | Path) -> Marks:
    """Return the marks of a plain or gzipped file, read in pieces.

    Raises `RequestError` naming file and line for a missing header, a row of another width, a value other than 0, 1
    and 2, a file without bins and a truncated gzip file.
    """
    path = Path(path)
    blocks = stream(path, _BLOCK, damaged)
    cell, chrom, names, rest = _header(path, blocks)
    runs = _Runs(len(names))
    line = 3
    for block in whole_lines(chain([rest], blocks)):
        line += runs.add(block, path, line)
    if not runs.length:
        raise RequestError(f"{path}: no bins after the two header lines; binarise again")
    return Marks(cell, chrom, names, *runs.finish(), origin=str(path))


def write_marks(
    path: str | Path, cell: str, chrom: str, names: Sequence[str], values: NDArray[np.uint8]
) -> None:
    """Write `values` (bins x marks) of 0, 1 and 2, atomically; gzipped when the name ends in ``.gz``."""
    table = np.full((values.shape[0], 2 * values.shape[1]), ord("\t"), np.uint8)
    table[:, ::2] = values + ord("0")
    table[:, -1] = ord("\n")
    header = "\t".join([cell, chrom]) + "\n" + "\t".join(names) + "\n"
    content = header.encode() + table.tobytes()
    with atomic(path) as temporary:
        temporary.write_bytes(gzip.compress(content, 6, mtime=0) if str(path).endswith(".gz") else content)


def record_bin_size(folder: str | Path, bases: int) -> None:
    """Record in `folder` that its mark files have bins of `bases` bp."""
    write_json(Path(folder) / SIDECAR, {"bin": bases})


def recorded_bin_size(folder: str | Path) -> int | None:
    """Return the bin size in bp that `folder` records, or None. Raises `RequestError` when the record is damaged."""
    path = Path(folder) / SIDECAR
    if not path.exists():
        return None
    try:
        bases = json.loads(path.read_text(encoding="utf-8"))["bin"]
    except (OSError, ValueError, KeyError, TypeError):
        bases = None
    if not isinstance(bases, int) or bases < 1:
        raise RequestError(
            f'{path}: expected {{"bin": 200}} or another whole number of bp; correct or delete it'
        )
    return bases


def settle_bin_size(folder: str | Path, asked: int | None, learnt: int | None = None) -> int:
    """Return the bin size in bp: what the folder or the model records, what was asked for, or ChromHMM's 200.

    Raises `RequestError` when two of the three differ, or when less than one base is asked for.
    """
    if asked is not None and asked < 1:
        raise RequestError(
            f"`bin_size` {asked}: a bin has at least 1 base; give the size the marks were made with",
            setting="bin_size",
        )
    known = {f"{Path(folder) / SIDECAR} says": recorded_bin_size(folder)}
    known |= {"the model was learnt with": learnt, "`bin_size` asks for": asked}
    given = {who: size for who, size in known.items() if size is not None}
    if len(set(given.values())) > 1:
        told = ", ".join(f"{who} {size} bp" for who, size in given.items())
        raise RequestError(
            f"bin sizes differ: {told}; use marks binarised with the model's bin size and leave `bin_size` out",
            setting="bin_size",
        )
    return next(iter(given.values()), DEFAULT_BIN)


def _header(path: Path, blocks: Iterator[bytes]) -> tuple[str, str, tuple[str, ...], bytes]:
    start = b""
    while start.count(b"\n") < 2 and (block := next(blocks, b"")):
        start += block
    lines = start.split(b"\n", 2)
    try:
        first, second = (line.removesuffix(b"\r").decode("utf-8-sig").split("\t") for line in lines[:2])
        if second == [""]:
            raise ValueError
    except (ValueError, UnicodeDecodeError):
        raise RequestError(
            f"{path}: expected two header lines (cell<TAB>chromosome, then the marks); binarise again"
        ) from None
    if len(first) != 2 or not all(first):
        raise RequestError(
            f"{path}, line 1: expected cell<TAB>chromosome, got {lines[0][:60].decode()!r}; binarise again"
        )
    if any("/" in name for name in first):
        raise RequestError(
            f"{path}, line 1: cell {first[0]!r} and chromosome {first[1]!r} become parts of files' names; "
            "take the '/' out"
        )
    if not all(second) or len(set(second)) < len(second):
        raise RequestError(f"{path}, line 2: expected every mark's name once, got {second}; binarise again")
    return first[0], first[1], tuple(second), lines[2] if len(lines) > 2 else b""


class _Runs:
    """Gathers runs of equal rows, block after block."""

    def __init__(self, marks: int) -> None:
        self._marks = marks
        self._number: dict[bytes, int] = {}
        self._pattern: list[NDArray[np.int32]] = []
        self.length: list[NDArray[np.int32]] = []
        self._least = self._spread = np.empty(0, np.uint8)

    def add(self, block: bytes, path: Path, line: int) -> int:
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        text = np.frombuffer(block, np.uint8)
        width = 2 * self._marks
        if len(text) % width:
            raise describe_bad_row(block, self._marks, path, line)
        # Rows are short, so numpy is quick only where it may look at the block as one row of bytes.
        least, spread = self._template(len(text))
        values = text - least
        if (values > spread).any():
            raise describe_bad_row(block, self._marks, path, line)
        differing = np.flatnonzero(values[width:] != values[:-width]) // width + 1
        change = differing[np.diff(differing, prepend=0) > 0]
        table = values.reshape(-1, width)[:, ::2]
        start = np.concatenate([[0], change])
        keys = np.ascontiguousarray(table[start]).view(f"V{self._marks}").ravel()
        distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        number = np.empty(len(distinct), np.int32)
        for place in np.argsort(first):
            number[place] = self._number.setdefault(distinct[place].tobytes(), len(self._number))
        self._pattern.append(number[inverse.ravel()])
        self.length.append(np.diff(start, append=len(table)).astype(np.int32))
        return len(table)

    def _template(self, size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return the least byte of every place of a block of good rows, and how far above it the byte may lie."""
        if len(self._least) < size:
            row = (b"0\t" * self._marks)[:-1] + b"\n"
            rows = -(-max(size, 2 * _BLOCK) // len(row))
            self._least = np.tile(np.frombuffer(row, np.uint8), rows)
            self._spread = np.tile(np.array([2, 0], np.uint8), rows * self._marks)
        return self._least[:size], self._spread[:size]

    def finish(self) -> tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int32]]:
        pattern, length = np.concatenate(self._pattern), np.concatenate(self.length)
        # A run may go on in the next block.
        starts = np.concatenate([[0], np.flatnonzero(pattern[1:] != pattern[:-1]) + 1])
        merged = np.add.reduceat(length, starts, dtype=np.int32)
        patterns = np.frombuffer(b"".join(self._number), np.uint8).reshape(-1, self._marks)
        return patterns, pattern[starts], merged
