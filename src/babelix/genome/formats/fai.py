"""The index of a FASTA file, samtools' .fai: where each record's bases lie. Made where there is none."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import read_lines, write_text


@dataclass(frozen=True)
class Record:
    """One record: `bases` long, its first base at byte `offset`, lines of `line` bases that take `width` bytes."""

    name: str
    bases: int
    offset: int
    line: int
    width: int

    def byte(self, base: int) -> int:
        """Return the byte at which base number `base` (from 0) stands."""
        return self.offset + base // self.line * self.width + base % self.line


def indexed(fasta: str | Path, cache: Path) -> dict[str, Record]:
    """Return the records of a plain FASTA by name, in file order.

    The index beside the file is read. Where there is none, or one older than the file, it is made, beside the file or,
    in a folder that cannot be written to, below `cache`. Raises `RequestError` for a file that is no FASTA, and for an
    index of another file, whatever its age.
    """
    fasta = Path(fasta)
    places = index_places(fasta, cache)
    for path in places:
        if is_fresh(path, fasta):
            found = read_index(path, fasta.stat().st_size)
            refuse_other(path, fasta, found)
            return found
    records = scan(fasta)
    lines = [f"{r.name}\t{r.bases}\t{r.offset}\t{r.line}\t{r.width}\n" for r in records.values()]
    for path in places if is_writable(fasta.parent) else places[1:]:
        try:
            write_text(path, "".join(lines))
        except TaskError:  # a folder that cannot be written to: the next one, or no index at all
            continue
        break
    return records


def index_places(fasta: Path, cache: Path) -> tuple[Path, Path]:
    """Return where the index of a FASTA may lie: beside it, or below `cache` under a name of this very file's."""
    stat = fasta.stat()
    seal = hashlib.sha256(f"{fasta.resolve()}\0{stat.st_size}\0{stat.st_mtime_ns}".encode()).hexdigest()[:20]
    return Path(f"{fasta}.fai"), cache / f"{seal}-{fasta.name}.fai"


def is_writable(folder: Path) -> bool:
    """Say whether files may be made in a folder; one that is marked read-only is left alone by root too."""
    return os.access(folder, os.W_OK) and bool(folder.stat().st_mode & 0o222)


def is_fresh(index: Path, fasta: Path) -> bool:
    """Say whether an index is there and no older than its FASTA."""
    return index.is_file() and index.stat().st_mtime_ns >= fasta.stat().st_mtime_ns


def read_index(path: str | Path, size: int) -> dict[str, Record]:
    """Return the records that a .fai lists, for a FASTA of `size` bytes.

    Raises `RequestError` naming file and line for one that is no index, or one of another file.
    """
    records: dict[str, Record] = {}
    for number, line in enumerate(read_lines(path), start=1):
        name, *fields = line.split("\t")
        whole = len(fields) >= 4 and all(field.isdecimal() for field in fields[:4])
        record = Record(name, *map(int, fields[:4])) if whole else None
        if record is None or not 0 < record.line <= record.width or name in records:
            raise RequestError(
                f"{path}, line {number}: expected name, length, offset, bases and bytes a line, got {line[:60]!r}; "
                "remove the index and it is made anew"
            )
        if record.bases and record.byte(record.bases - 1) >= size:
            raise RequestError(
                f"{path}, line {number}: {name} would end behind the FASTA's end; the index is of another file, "
                "remove it and it is made anew"
            )
        records[name] = record
    return records


def refuse_other(index: str | Path, fasta: str | Path, records: Mapping[str, Record]) -> None:
    """Raise `RequestError` when the records of an index are not where, or not called as, it says.

    A file that was replaced by one with an older date looks as if its index were fresh.
    """
    with Path(fasta).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        for number, record in enumerate(records.values(), start=1):
            head = text[text.rfind(b"\n", 0, max(record.offset - 1, 0)) + 1 : record.offset]
            named = head.startswith(b">") and (head[1:].split() or [b""])[0] == record.name.encode()
            end = record.byte(record.bases - 1) + 1 if record.bases else record.offset
            behind = text[end : end + 2].lstrip(b"\r\n")[:1]
            if not named or not head.endswith(b"\n") or behind not in (b"", b">", b"\r", b"\n"):
                raise RequestError(
                    f"{index}, line {number}: {fasta} has no record {record.name} of {record.bases:,} bases there; the "
                    "index is of another file, remove it and it is made anew"
                )


def scan(fasta: str | Path) -> dict[str, Record]:
    """Return the records of a plain FASTA by reading it once.

    Raises `RequestError` naming file and line for text before the first record, a name given twice and a line of
    another length than those before it in its record (the last one may be shorter), which no index can describe.
    """
    records: dict[str, Record] = {}
    name, bases, offset, line, width, short = "", 0, 0, 0, 0, False
    at = 0

    def keep() -> None:
        if name:
            records[name] = Record(name, bases, offset, max(line, 1), max(width, 1))

    with Path(fasta).open("rb") as file:
        for number, text in enumerate(file, start=1):
            at += len(text)
            stripped = text.rstrip(b"\r\n")
            if text.startswith(b">"):
                keep()
                name = (stripped[1:].split() or [b""])[0].decode("utf-8", "replace")
                if not name or name in records:
                    raise RequestError(
                        f"{fasta}, line {number}: expected a record with a name of its own, got "
                        f"{stripped[:60].decode('utf-8', 'replace')!r}; name every record once"
                    )
                bases, offset, line, width, short = 0, at, 0, 0, False
                continue
            if not stripped and not name:
                continue
            if not name:
                raise RequestError(
                    f"{fasta}, line {number}: expected a record that begins with '>', got "
                    f"{stripped[:60].decode('utf-8', 'replace')!r}; give a FASTA file"
                )
            if stripped and (short or (line and len(stripped) > line)):
                raise RequestError(
                    f"{fasta}, line {number}: the lines of {name} differ in length; "
                    "wrap every record at one length"
                )
            if not line:
                line, width = len(stripped), len(text)
            short = len(stripped) < line or (len(text) != width)
            bases += len(stripped)
    keep()
    if not records:
        raise RequestError(f"{fasta} holds no record; give a FASTA file, each record beginning with '>'")
    return records
