"""One-hot rows, to be compiled (`babelix.genome.sequence`): importing it loads numba."""
# mypy: allow-untyped-defs, allow-untyped-calls

import numpy as np

from babelix.base.native import signature

_A, _C, _G, _T, _LARGE = np.uint32(0x41), np.uint32(0x43), np.uint32(0x47), np.uint32(0x54), np.uint32(0xDF)
_ONE, _SECOND, _THIRD, _FOURTH = np.uint32(1), np.uint32(1 << 8), np.uint32(1 << 16), np.uint32(1 << 24)
_NONE = np.uint32(0)


@signature("uint8* int64 uint32* -> int64")
def fill_words(bases, count, rows):
    """Fill `rows` (count) with four bytes as one number, least byte first: 1 for A, C, G or T, large or small, else 0.

    Compared, not looked up: the compiler does several bases at a time.
    """
    for i in range(count):
        large = np.uint32(bases[i]) & _LARGE
        first = (_ONE if large == _A else _NONE) | (_SECOND if large == _C else _NONE)
        rows[i] = first | (_THIRD if large == _G else _NONE) | (_FOURTH if large == _T else _NONE)
    return count


@signature("uint8* int64 float32* float32* -> int64")
def fill_floats(bases, count, table, rows):
    """Fill `rows` (count, 4) with the row of `table` (256, 4) that each of `bases` names. All arrays are flat."""
    for i in range(count):
        at = 4 * int(bases[i])
        rows[4 * i] = table[at]
        rows[4 * i + 1] = table[at + 1]
        rows[4 * i + 2] = table[at + 2]
        rows[4 * i + 3] = table[at + 3]
    return count
