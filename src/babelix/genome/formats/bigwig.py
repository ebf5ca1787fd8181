"""BigWig files written as values come: one value a bin, every contig of the genome in the header.

Why by another library than signals are read with: decisions/dna/bigwig-through-pybigwig.md.
"""

import math
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, TaskError

# What a whole file ends with, and the bytes that its header takes at most on a genome of some hundred contigs.
_MAGIC = b"\x26\xfc\x8f\x88"
_SLACK = 1 << 16


def file_name(track: str) -> str:
    """Return the name of a track's file: what is no letter, digit, ``.``, ``+``, ``-`` or ``_`` becomes ``_``."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in ".+-_") else "_" for each in track)
    return f"{plain}.bw"


class BigWigWriter:
    """Writes one track, to be used as a context.

    `lengths` are the bases of every contig, in the order in which `add` will be called; `files` is how many are
    written side by side, each of which needs room on the disk. Raises `RequestError` where pyBigWig is not installed,
    and `TaskError` when the file cannot be written.
    """

    def __init__(self, path: str | Path, lengths: Mapping[str, int], files: int = 1) -> None:
        self._path, self._lengths = Path(path), lengths
        self._files, self._values = files, 0
        library = _library()
        try:  # the library falls when a file cannot be made
            self._path.touch()
        except OSError as error:
            raise TaskError(f"cannot write {path}: {error.strerror or error}") from error
        self._keep_room(0)
        self._file: Any = library.open(str(path), "w")
        self._file.addHeader(list(lengths.items()))

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
            self._run(chrom, 0, min(first + bin, length), values[:1])
            first, whole = first + bin, values[1:]
        tail = (last - first) % bin
        if tail and len(whole):
            self._run(chrom, first, bin, whole[:-1])
            self._run(chrom, last - tail, tail, whole[-1:])
        else:
            self._run(chrom, first, bin, whole)

    def _run(self, chrom: str, first: int, bin: int, values: NDArray[np.floating[Any]]) -> None:
        if not len(values):
            return
        self._keep_room(len(values))
        try:
            self._file.addEntries(chrom, first, values=np.asarray(values, np.float64), span=bin, step=bin)
        except RuntimeError as error:
            raise TaskError(f"cannot write {self._path}: {error}; is the disk full?") from None

    def _keep_room(self, values: int) -> None:
        """Raise `TaskError` unless there is room for `values` more and for what the library writes at the end.

        It ends the whole process when it finds the disk full. Its index and summaries took up to 1.7 bytes a value.
        """
        self._values += values
        needed = self._files * (4 * values + 2 * self._values + _SLACK)
        if shutil.disk_usage(self._path.parent).free < needed:
            raise TaskError(
                f"no space left on the disk while writing {self._path.name}: {needed / 2**20:,.1f} MiB are needed "
                "to go on; free some and run again"
            )

    def close(self) -> None:
        """Finish the file. Raises `TaskError` when not all of it could be written."""
        file, self._file = self._file, None
        if file is None:
            return
        file.close()
        with self._path.open("rb") as written:
            written.seek(max(self._path.stat().st_size - len(_MAGIC), 0))
            end = written.read()
        if end != _MAGIC:
            raise TaskError(f"cannot write {self._path}: not all of it came onto the disk; free some space")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _library() -> Any:
    try:
        import pyBigWig
    except ImportError:
        raise RequestError(
            "writing BigWig needs pyBigWig, which is not installed; run pip install 'babelix[dna]'"
        ) from None
    return pyBigWig
