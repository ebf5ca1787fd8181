"""BigWig files written as values come: one value a bin, every contig of the genome in the header.

Why they are written here: decisions/dna/bigwig-written-here.md. Kent et al. 2010, supplementary tables 5 to 19.
"""

import math
import struct
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import TaskError
from babelix.genome.formats.bigwig.trees import Blocks, name_tree, place_tree
from babelix.genome.formats.bigwig.zoom import PER_BLOCK, WRITTEN, Level, Records, of_bins

_MAGIC = 0x888FFC26
_HEADER, _ZOOM, _SUMMARY = struct.Struct("<IHHQQQHHQQIQ"), struct.Struct("<IIQQ"), struct.Struct("<Q4d")
_BLOCK = struct.Struct("<IIIIIBBH")
_FIXED_STEP = 3
_VALUES = 8_192  # a block: what a browser must fetch at least
_LEVELS, _FIRST, _FACTOR = 8, 16, 4
Values = NDArray[np.float32]


def file_name(track: str) -> str:
    """Return the name of a track's file: what is no letter, digit, ``.``, ``+``, ``-`` or ``_`` becomes ``_``."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in ".+-_") else "_" for each in track)
    return f"{plain}.bw"


class BigWigWriter:
    """Writes one track, to be used as a context. Memory holds a few blocks, and where each block stands.

    `lengths` are the bases of every contig, in the order in which `add` will be called. Raises `TaskError` when the
    file cannot be written.
    """

    def __init__(self, path: str | Path, lengths: Mapping[str, int]) -> None:
        self._path, self._lengths = Path(path), lengths
        self._numbers = {name: number for number, name in enumerate(lengths)}
        self._blocks, self._run = Blocks(), _Run("", 0, 0)
        self._levels: list[Level] = []
        self._spooled: list[Blocks] = []
        self._summary = [0, math.inf, -math.inf, 0.0, 0.0]
        try:
            self._file: IO[bytes] = self._path.open("wb")
            self._spool: IO[bytes] = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115
            self._names = _HEADER.size + _LEVELS * _ZOOM.size + _SUMMARY.size
            self._file.write(bytes(self._names) + name_tree(lengths, self._names))
            self._data = self._file.tell()
            self._file.write(bytes(8))
        except OSError as error:
            raise self._cannot(error) from error

    def add(self, chrom: str, first: int, bin: int, values: NDArray[np.floating[Any]]) -> None:
        """Add a value (float32 in the file) for each of the bins of `bin` bases that begin at base `first`.

        What hangs over an end of the contig is cut off, and bins wholly beyond it are left out. Calls must come in the
        order of contigs and bases. Raises `TaskError` for a value that is no finite number.
        """
        length = self._lengths[chrom]
        values = values[max(-first // bin, 0) :] if first < 0 else values
        first = first + max(-first // bin, 0) * bin if first < 0 else first
        values = values[: max(math.ceil((length - first) / bin), 0)]
        if not np.isfinite(values).all():
            raise TaskError(
                f"{self._path}: a prediction on {chrom} is no finite number; it cannot be written"
            )
        if not len(values):
            return
        whole, last = values, min(first + len(values) * bin, length)
        if first < 0:  # the bin that hangs over the beginning
            self._add(chrom, 0, min(first + bin, length), values[:1])
            first, whole = first + bin, values[1:]
        tail = (last - first) % bin
        if tail and len(whole):
            self._add(chrom, first, bin, whole[:-1])
            self._add(chrom, last - tail, tail, whole[-1:])
        else:
            self._add(chrom, first, bin, whole)

    def _add(self, chrom: str, first: int, bin: int, values: NDArray[np.floating[Any]]) -> None:
        if not len(values):
            return
        kept = np.asarray(values, np.float32)
        try:
            if not self._run.goes_on(chrom, first, bin):
                self._write_run()
                self._run = _Run(chrom, first, bin)
            self._run.take(kept)
            while self._run.count >= _VALUES:
                self._write_run()
            self._summarise(chrom, first, bin, kept)
        except OSError as error:
            raise self._cannot(error) from error

    def _write_run(self) -> None:
        """Write a block of the values that wait, if there are any."""
        run = self._run
        start, values = run.give(_VALUES)
        if len(values):
            number, end = self._numbers[run.chrom], start + len(values) * run.bin
            head = _BLOCK.pack(number, start, end, run.bin, run.bin, _FIXED_STEP, 0, len(values))
            block = zlib.compress(head + values.astype("<f4").tobytes())
            self._blocks.add(number, start, end, self._file.tell(), len(block))
            self._file.write(block)

    def _summarise(self, chrom: str, first: int, bin: int, values: Values) -> None:
        starts = first + bin * np.arange(len(values), dtype=np.int64)
        records = of_bins(self._numbers[chrom], starts, starts + bin, values.astype(np.float64))
        if not self._levels:
            self._make_levels(bin)
        self._levels[0].add(records)
        covered, least, most, total, squares = self._summary
        self._summary = [
            covered + int(records["valid"].sum()),
            min(least, float(records["min"].min())),
            max(most, float(records["max"].max())),
            total + float(records["sum"].sum()),
            squares + float(records["squares"].sum()),
        ]

    def _make_levels(self, bin: int) -> None:
        """Make as many levels as leave a few records of the longest contig."""
        longest, count = max(self._lengths.values()), 1
        while count < _LEVELS and bin * _FIRST * _FACTOR ** (count - 1) < longest:
            count += 1
        above: Level | None = None
        for number in reversed(range(count)):
            blocks = Blocks()
            self._spooled.insert(0, blocks)
            above = Level(bin * _FIRST * _FACTOR**number, self._spooler(blocks), above)
            self._levels.insert(0, above)

    def _spooler(self, blocks: Blocks) -> Any:
        def write(records: Records) -> None:
            block = zlib.compress(records.astype(WRITTEN).tobytes())
            chrom, start, end = (
                int(records[name][at]) for name, at in (("chrom", 0), ("start", 0), ("end", -1))
            )
            blocks.add(chrom, start, end, self._spool.tell(), len(block))
            self._spool.write(block)

        return write

    def close(self) -> None:
        """Finish the file. Raises `TaskError` when not all of it could be written."""
        if self._file.closed:
            return
        try:
            self._finish()
            self._file.close()
        except OSError as error:
            raise self._cannot(error) from error
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._spool.close()
        with suppress(OSError):  # what is buffered has no room
            self._file.close()

    def _finish(self) -> None:
        while self._run.count:
            self._write_run()
        if self._levels:
            self._levels[0].finish()
        index = self._file.tell()
        self._file.write(place_tree(self._blocks, index, index, _VALUES))
        zooms = [
            self._write_level(level, blocks)
            for level, blocks in zip(self._levels, self._spooled, strict=True)
        ]
        self._file.write(struct.pack("<I", _MAGIC))
        largest = max(_BLOCK.size + 4 * _VALUES, WRITTEN.itemsize * PER_BLOCK)
        summary = self._names - _SUMMARY.size
        self._file.seek(0)
        self._file.write(
            _HEADER.pack(_MAGIC, 4, len(zooms), self._names, self._data, index, 0, 0, 0, summary, largest, 0)
            + b"".join(zooms)
        )
        self._file.seek(summary)
        empty = self._summary if self._summary[0] else [0, 0.0, 0.0, 0.0, 0.0]
        self._file.write(_SUMMARY.pack(*empty))
        self._file.seek(self._data)
        self._file.write(struct.pack("<Q", len(self._blocks)))

    def _write_level(self, level: Level, blocks: Blocks) -> bytes:
        """Copy a level's blocks out of the spool, write their tree, return what the header says of both."""
        begin = self._file.tell()
        self._file.write(struct.pack("<I", len(blocks)))
        at = begin + 4
        for row in blocks.table():
            self._spool.seek(int(row[3]))
            self._file.write(self._spool.read(int(row[4])))
            row[3] = at
            at += int(row[4])
        self._file.write(place_tree(blocks, at, at, PER_BLOCK))
        return _ZOOM.pack(level.reduction, 0, begin, at)

    def _cannot(self, error: OSError) -> TaskError:
        return TaskError(f"cannot write {self._path.name}: {error.strerror or error}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self._let_go()


class _Run:
    """Values side by side that wait to be written: of bins of `bin` bases, from base `first` of a contig on."""

    def __init__(self, chrom: str, first: int, bin: int) -> None:
        self.chrom, self.bin, self.count = chrom, bin, 0
        self._first = first
        self._waiting: list[Values] = []

    def goes_on(self, chrom: str, first: int, bin: int) -> bool:
        """Say whether bins that begin there come right behind."""
        return (chrom, first, bin) == (self.chrom, self._first + self.count * self.bin, self.bin)

    def take(self, values: Values) -> None:
        """Let values wait."""
        self._waiting.append(values)
        self.count += len(values)

    def give(self, count: int) -> tuple[int, Values]:
        """Return where the first values begin, and at most `count` of them, which wait no longer."""
        values = np.concatenate(self._waiting) if self._waiting else np.zeros(0, np.float32)
        start, given, self._waiting = self._first, values[:count], [values[count:]]
        self._first += len(given) * self.bin
        self.count -= len(given)
        return start, given
