"""Compiled functions on many pieces at once, on the threads with which torch multiplies.

Those threads wait for the next product for some milliseconds, each on a core of its own; threads of our own would have
to share the cores with them. So the pieces are given out by OpenMP as torch's are: `GOMP_parallel` of the library that
torch has loaded. Where there is none (macOS, or torch is not there) one thread takes all pieces. What a function
computes of a piece may depend on that piece alone, so the results are the same bytes on any number of threads.
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from babelix.base.native import Native, link

# Takes the next piece until there are none: ``words`` are the function, the pieces, the next one, and its arguments.
_TAKE = """
define void @"babelix.base.compiled.team.take"(i64* %words) {
entry:
  %result = alloca i64
  %excepted = alloca i8*
  %address = load i64, i64* %words
  %function = inttoptr i64 %address to i32 (i64*, i8**, i64*, i64)*
  %at_pieces = getelementptr i64, i64* %words, i64 1
  %pieces = load i64, i64* %at_pieces
  %next = getelementptr i64, i64* %words, i64 2
  %arguments = getelementptr i64, i64* %words, i64 3
  br label %take
take:
  %piece = atomicrmw add i64* %next, i64 1 seq_cst
  %some = icmp slt i64 %piece, %pieces
  br i1 %some, label %work, label %done
work:
  %status = call i32 %function(i64* %result, i8** %excepted, i64* %arguments, i64 %piece)
  br label %take
done:
  ret void
}
"""


class Pieces:
    """A compiled function of ``int64* int64 -> int64``: its arguments, which are numbers and addresses, and a piece."""

    def __init__(self, module: str, name: str, sources: tuple[str, ...] = ()) -> None:
        self._native = Native(module, name, sources=sources)
        self._usable: bool | None = None

    @property
    def usable(self) -> bool:
        """Tell whether there is machine code, which is made here where there is none; the answer stays."""
        if self._usable is None:
            try:
                self._native.load()
                _take()
                self._usable = True
            except (
                Exception
            ):  # numba and LLVM raise anything where they cannot compile; callers have another way
                self._usable = False
        return self._usable

    def __call__(self, pieces: int, arguments: Sequence[int | float], threads: int) -> None:
        """Call the function for every piece, on up to so many threads; a float is handed on as its bits."""
        told = (_bits(each) if isinstance(each, float) else each for each in arguments)
        words = np.array([self._native.address(), pieces, 0, *told], np.int64)
        take, parallel = _take()
        if parallel is None or threads < 2 or pieces < 2:
            ctypes.CFUNCTYPE(None, ctypes.c_void_p)(take)(words.ctypes.data)
        else:
            parallel(take, words.ctypes.data, min(threads, pieces), 0)


def _bits(number: float) -> int:
    return int(np.float64(number).view(np.int64))


@cache
def _take() -> tuple[int, Any]:
    """Return where the code that takes pieces lies, and OpenMP's way to run it on threads, if there is one."""
    parallel = getattr(ctypes.CDLL(None), "GOMP_parallel", None)
    if parallel is not None:
        parallel.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint)
        parallel.restype = None
    return link(_TAKE, "babelix.base.compiled.team.take"), parallel
