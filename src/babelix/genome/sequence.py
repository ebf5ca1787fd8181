"""DNA as bytes: its other strand, and one-hot rows in the order A C G T. Small letters count as large ones."""

from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.native import Native

Bases = NDArray[np.uint8]
ORDER = "ACGT"
N = ord("N")
Unknown = Literal["zeros", "quarter"]

_COMPLEMENT = np.arange(256, dtype=np.uint8)
for _one, _other in zip("ACGTUNRYSWKMBDHVacgtunryswkmbdhv", "TGCAANYRSWMKVHDBtgcaanyrswmkvhdb", strict=True):
    _COMPLEMENT[ord(_one)] = ord(_other)

_fill_bytes = Native("babelix.genome.sequence_kernels", "fill_bytes")
_fill_floats = Native("babelix.genome.sequence_kernels", "fill_floats")


def reverse_complement(bases: Bases) -> Bases:
    """Return the other strand, read in its own direction (bases); letters for several bases are complemented too."""
    return np.asarray(_COMPLEMENT[bases[::-1]], np.uint8)


@overload
def one_hot(bases: Bases, dtype: type[np.float32] = ..., unknown: Unknown = ...) -> NDArray[np.float32]: ...
@overload
def one_hot(bases: Bases, dtype: type[np.int8], unknown: Unknown = ...) -> NDArray[np.int8]: ...
def one_hot(bases: Bases, dtype: type[Any] = np.float32, unknown: Unknown = "zeros") -> NDArray[Any]:
    """Return (bases, 4) rows in the order A C G T, float32 or int8.

    A letter that is none of these, N above all, is a row of `zeros` or a `quarter` each (float32 only). Raises
    `RequestError` for another `dtype` or `unknown`.
    """
    if unknown not in ("zeros", "quarter") or (unknown == "quarter" and dtype is not np.float32):
        raise RequestError(
            f"`unknown` {unknown!r}: expected 'zeros', or 'quarter' where the rows are float32",
            setting="unknown",
        )
    bases = np.ascontiguousarray(bases)
    if dtype is np.int8:
        bytes_ = np.empty((len(bases), 4), np.int8)
        _fill_bytes(bases, len(bases), bytes_)
        return bytes_
    if dtype is not np.float32:
        raise RequestError(f"`dtype` {dtype}: expected numpy's float32 or int8", setting="dtype")
    floats = np.empty((len(bases), 4), np.float32)
    _fill_floats(bases, len(bases), _table(np.float32, 0.25 if unknown == "quarter" else 0), floats)
    return floats


def _table(dtype: type[Any], unknown: float) -> NDArray[Any]:
    """Return the row of each of the 256 bytes (256, 4)."""
    table = np.full((256, 4), unknown, dtype)
    for column, letter in enumerate(ORDER):
        for byte in (ord(letter), ord(letter.lower())):
            table[byte] = 0
            table[byte, column] = 1
    return table
