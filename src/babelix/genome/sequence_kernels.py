"""One-hot rows, to be compiled (`babelix.genome.sequence`): importing it loads numba."""
# mypy: allow-untyped-defs, allow-untyped-calls

from babelix.base.native import signature

_A, _C, _G, _T, _LARGE = 0x41, 0x43, 0x47, 0x54, 0xDF


@signature("uint8* int64 int8* -> int64")
def fill_bytes(bases, count, rows):
    """Fill `rows` (count, 4), flat, with 1 where a base is A, C, G or T, large or small, else 0.

    Four comparisons of bytes, each stored by itself: the compiler does many bases at a time and interleaves the four.
    """
    for i in range(count):
        large = bases[i] & _LARGE
        rows[4 * i] = large == _A
        rows[4 * i + 1] = large == _C
        rows[4 * i + 2] = large == _G
        rows[4 * i + 3] = large == _T
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
