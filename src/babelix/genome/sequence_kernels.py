"""One-hot rows, to be compiled (`babelix.genome.sequence`): importing it loads numba."""
# mypy: allow-untyped-defs, allow-untyped-calls

from babelix.base.native import signature


@signature("uint8* int64 int8* int8* -> int64")
def fill_bytes(bases, count, table, rows):
    """Fill `rows` (count, 4) with the row of `table` (256, 4) that each of `bases` names. All arrays are flat."""
    for i in range(count):
        at = 4 * int(bases[i])
        rows[4 * i] = table[at]
        rows[4 * i + 1] = table[at + 1]
        rows[4 * i + 2] = table[at + 2]
        rows[4 * i + 3] = table[at + 3]
    return count


@signature("uint8* int64 float32* float32* -> int64")
def fill_floats(bases, count, table, rows):
    """Do the same in float32."""
    for i in range(count):
        at = 4 * int(bases[i])
        rows[4 * i] = table[at]
        rows[4 * i + 1] = table[at + 1]
        rows[4 * i + 2] = table[at + 2]
        rows[4 * i + 3] = table[at + 3]
    return count
