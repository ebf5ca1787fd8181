"""BigWig files written as values come: one value a bin, every contig of the genome in the header.

Why by another library than signals are read with: decisions/dna/bigwig-through-pybigwig.md.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, TaskError


def file_name(track: str) -> str:
    """Return the name of a track's file: what is no letter, digit, ``.``, ``+``, ``-`` or ``_`` becomes ``_``."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in ".+-_") else "_" for each in track)
    return f"{plain}.bw"


class BigWigWriter:
    """Writes one track, to be used as a context.

    `lengths` are the bases of every contig, in the order in which `add` will be called. Raises `RequestError` where
    pyBigWig is not installed, and `TaskError` when the file cannot be written.
    """

    def __init__(self, path: str | Path, lengths: Mapping[str, int]) -> None:
        self._path, self._lengths = Path(path), lengths
        library = _library()
        try:  # the library falls when a file cannot be made
            self._path.touch()
        except OSError as error:
            raise TaskError(f"cannot write {path}: {error.strerror or error}") from error
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
        try:
            self._file.addEntries(chrom, first, values=np.asarray(values, np.float64), span=bin, step=bin)
        except RuntimeError as error:
            raise TaskError(f"cannot write {self._path}: {error}; is the disk full?") from None

    def close(self) -> None:
        """Finish the file. Raises `TaskError` when not all of it could be written."""
        file, self._file = self._file, None
        if file is None:
            return
        file.close()
        if not self._path.stat().st_size:
            raise TaskError(f"cannot write {self._path}: nothing of it came onto the disk; free some space")

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
