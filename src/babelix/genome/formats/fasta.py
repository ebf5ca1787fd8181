"""FASTA files: plain ones by memory map and index, bgzip through pysam, plain gzip read whole. Bases are bytes."""

import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_bytes
from babelix.genome.formats.fai import Record, index_places, indexed, is_fresh, is_writable

Bases = NDArray[np.uint8]
_KEPT = 1 << 24  # bytes
_GZIP = b"\x1f\x8b"
_BGZIP_EXTRA = b"BC"
_BGZIP_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


class Fasta(Protocol):
    """The records of a FASTA file. `lengths` is the bases of each, in file order."""

    lengths: Mapping[str, int]

    def read(self, name: str, start: int, end: int) -> Bases:
        """Return the bases ``[start, end)`` of a record, counted from 0, as the file writes them (bases)."""


def open_fasta(path: str | Path, cache: Path) -> Fasta:
    """Open a FASTA file, plain, bgzipped or gzipped; an index that cannot stand beside it is kept below `cache`.

    Raises `RequestError` for a missing, damaged or foreign file.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(18)
    except FileNotFoundError:
        raise RequestError(f"no such file: {path}") from None
    except OSError as error:
        raise RequestError(f"cannot read {path}: {error.strerror or error}") from error
    if not head.startswith(_GZIP):
        return _Mapped(path, indexed(path, cache))
    return _Bgzip(path, cache) if is_bgzip(head) else _Whole(path)


class _Mapped:
    """A plain file: a stretch is a view of the memory map, cut at the line ends."""

    def __init__(self, path: Path, records: Mapping[str, Record]) -> None:
        self._records = records
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes, self._touched = np.frombuffer(self._map, np.uint8), 0
        self.lengths: Mapping[str, int] = {name: record.bases for name, record in records.items()}

    def read(self, name: str, start: int, end: int) -> Bases:
        record = self._records[name]
        if end <= start:
            return np.empty(0, np.uint8)
        self._let_go(end - start)
        text = self._bytes[record.byte(start) : record.byte(end - 1) + 1]
        if len(text) == end - start:
            return np.array(text)
        # Whole lines as a table whose last columns are the line ends; what lies before and after is cut off.
        first = start // record.line
        begin = record.byte(first * record.line)
        lines = (end - 1) // record.line - first + 1
        whole = self._bytes[begin : begin + lines * record.width]
        if len(whole) < lines * record.width:  # the last line of the file may lack its end
            whole = np.pad(whole, (0, lines * record.width - len(whole)))
        kept = whole.reshape(lines, record.width)[:, : record.line].reshape(-1)
        return np.asarray(kept[start - first * record.line : end - first * record.line])

    def _let_go(self, bases: int) -> None:
        """Give pages back to the system now and then: a process holds few of them, however much it reads."""
        self._touched += bases
        if self._touched > _KEPT and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)
            self._touched = bases


class _Bgzip:
    """A bgzipped file, through pysam; its two indices are made beside it or in the cache."""

    def __init__(self, path: Path, cache: Path) -> None:
        import pysam

        self._path = path
        refuse_truncated(path)
        index, blocks = self._indices(path, cache)
        try:
            self._file = pysam.FastaFile(
                str(path), filepath_index=str(index), filepath_index_compressed=str(blocks)
            )
        except (OSError, ValueError) as error:
            raise RequestError(f"{path} is not a readable bgzipped FASTA ({error}); fetch it again") from None
        self.lengths: Mapping[str, int] = dict(zip(self._file.references, self._file.lengths, strict=True))

    def _indices(self, path: Path, cache: Path) -> tuple[Path, Path]:
        import pysam

        beside, kept = index_places(path, cache)
        for index in (beside, kept):
            blocks = index.with_suffix(".gzi")
            if is_fresh(index, path) and is_fresh(blocks, path):
                _refuse_other_blocks(blocks, path)
                return index, blocks
        target = path
        if not is_writable(path.parent):  # the library writes beside what it reads: beside a link, then
            target = kept.with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.symlink_to(path.resolve())
        try:
            with _silent():
                pysam.faidx(str(target))
        except pysam.SamtoolsError:
            raise RequestError(
                f"{path} cannot be indexed: it is no bgzipped FASTA, or damaged; fetch it again"
            ) from None
        return Path(f"{target}.fai"), Path(f"{target}.gzi")

    def read(self, name: str, start: int, end: int) -> Bases:
        if end <= start:
            return np.empty(0, np.uint8)
        try:
            with _silent():
                found = self._file.fetch(name, start, end)
        except (OSError, ValueError):
            raise RequestError(
                f"{self._path}: {name} cannot be read to its end; fetch the file again"
            ) from None
        return np.frombuffer(found.encode("ascii"), np.uint8)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the library from writing to standard error; what it meets is said once, by us."""
    import pysam

    loudness = pysam.set_verbosity(0)
    try:
        yield
    finally:
        pysam.set_verbosity(loudness)


def _refuse_other_blocks(index: Path, fasta: Path) -> None:
    """Raise `RequestError` when blocks of a bgzipped file, some of all, do not begin where its .gzi says."""
    pairs = index.read_bytes()[8:]
    found = np.frombuffer(pairs[: len(pairs) // 16 * 16], "<u8")[::2]
    with fasta.open("rb") as file:
        for at in found[np.linspace(0, len(found) - 1, min(len(found), 16), dtype=int)].tolist():
            file.seek(at)
            if not is_bgzip(file.read(18)):
                raise RequestError(
                    f"{index} is the index of another file than {fasta}; remove it and the .fai, they are made anew"
                )


def refuse_truncated(path: Path) -> None:
    """Raise `RequestError` when a bgzipped file lacks the empty block that every whole one ends with."""
    with path.open("rb") as file:
        if not is_bgzip(file.read(18)):
            return
        file.seek(-min(len(_BGZIP_END), path.stat().st_size), os.SEEK_END)
        if file.read() != _BGZIP_END:
            raise RequestError(f"{path} is a truncated bgzip file: its last block is missing; fetch it again")


def is_bgzip(head: bytes) -> bool:
    """Say whether a file that begins with these 18 bytes is bgzipped."""
    return head.startswith(_GZIP) and head[12:14] == _BGZIP_EXTRA


class _Whole:
    """A file of plain gzip, which nothing can look into by place: held whole."""

    def __init__(self, path: Path) -> None:
        self._records: dict[str, Bases] = {}
        for number, piece in enumerate(read_bytes(path).split(b">")):
            head, _, text = piece.partition(b"\n")
            if number == 0:
                if piece.strip():
                    raise RequestError(f"{path}: expected records that begin with '>', got {piece[:60]!r}")
                continue
            name = (head.split() or [b""])[0].decode("utf-8", "replace")
            if not name or name in self._records:
                raise RequestError(
                    f"{path}: expected records with names of their own, got {name!r}; name every record once"
                )
            self._records[name] = np.frombuffer(text.translate(None, b"\r\n"), np.uint8)
        if not self._records:
            raise RequestError(f"{path} holds no record; give a FASTA file, each record beginning with '>'")
        self.lengths: Mapping[str, int] = {name: len(bases) for name, bases in self._records.items()}

    def read(self, name: str, start: int, end: int) -> Bases:
        return self._records[name][start:end].copy()
