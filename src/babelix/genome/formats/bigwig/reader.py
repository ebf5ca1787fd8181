"""BigWig files base by base, read by pybigtools."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import refuse_pipe

_ENDINGS = (".bw", ".bigwig")
_MAGIC = (b"\x26\xfc\x8f\x88", b"\x88\x8f\xfc\x26")  # 0x888FFC26, in either byte order


def is_bigwig(path: Path) -> bool:
    """Say whether a file's name says that it is BigWig."""
    return path.name.lower().endswith(_ENDINGS)


class BigWigReader:
    """One file. `lengths` are the bases of its contigs, by its names of them.

    Raises `RequestError` for a file that is missing, damaged or no BigWig.
    """

    def __init__(self, path: Path) -> None:
        import pybigtools

        self.path = path
        refuse_other(path)
        try:
            self._file = pybigtools.open(str(path))
            self.lengths: Mapping[str, int] = dict(self._file.chroms())
        except Exception as error:  # the library raises whatever its Rust side meets
            raise RequestError(f"{path} is not a readable BigWig file: {error}; fetch it again") from None

    def values(self, chrom: str, start: int, end: int) -> NDArray[np.float64]:
        """Return the value of each base ``[start, end)`` of a contig, not a number where the file has none (bases)."""
        try:
            return np.array(self._file.values(chrom, start, end, fillna=None), np.float64)
        except Exception as error:
            raise RequestError(
                f"{self.path}: {chrom} cannot be read ({error}); fetch the file again"
            ) from None


def refuse_other(path: Path) -> None:
    """Look at the first bytes before the library does, which prints on its own account."""
    refuse_pipe(path, "file")
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise RequestError(
            f"cannot read {path}: {error.strerror}; correct the name or fetch the file"
        ) from None
    if magic not in _MAGIC:
        raise RequestError(f"{path} is not a readable BigWig file: it begins with {magic!r}; fetch it again")
