# mypy: allow-untyped-defs, allow-untyped-calls
"""The smoothed loss of some positions and its gradient, compiled: scores are read once and become their gradient."""

import numba
import numpy as np

from babelix.base.compiled.sums import (
    WIDTH,
    exponentials,
    floats,
    largest_of,
    longs,
    real,
    room,
    total_and_largest,
    total_of,
)
from babelix.base.native import signature

_exponentials, _lanes = exponentials(True), room(WIDTH)
_BLOCK = 512
ROWS = 8
"""Positions of a piece."""


@signature("int64* int64 -> int64")
def differentiate(arguments, piece):
    """Turn scores z into p - q; put largest, sum of exp(z - largest), sum of z and z_y of a position beside it.

    Arguments: z, its positions and columns, y, what is told of each position (four floats), eps.
    """
    z, positions, columns = floats(arguments[0]), arguments[1], arguments[2]
    y, told = longs(arguments[3]), floats(arguments[4])
    smoothing = numba.float32(real(arguments[5]))
    uniform = smoothing / numba.float32(columns)
    main, sixty_fours = columns - columns % WIDTH, columns - columns % (4 * WIDTH)
    rest = columns - main
    last = _lanes()
    for row in range(piece * ROWS, min((piece + 1) * ROWS, positions)):
        at = row * columns
        total, largest = total_and_largest(z, at, sixty_fours)
        total += total_of(z, at + sixty_fours, main - sixty_fours)
        for j in range(WIDTH):
            last[j] = z[at + main + j] if j < rest else -np.inf
        for j in range(rest):
            total += last[j]
        largest = max(
            largest, largest_of(z, at + sixty_fours, main - sixty_fours), largest_of(last, 0, WIDTH)
        )
        said = z[at + y[row]]
        powers = _exponentials(last, 0, WIDTH, largest)
        for j in range(0, main, _BLOCK):  # a sum of sums is rounded less than one sum
            powers += _exponentials(z, at + j, min(_BLOCK, main - j), largest)
        for j in range(rest):
            z[at + main + j] = last[j]
        share = numba.float32(1.0) / powers
        for j in range(columns):
            z[at + j] = z[at + j] * share - uniform
        z[at + y[row]] -= numba.float32(1.0) - smoothing
        told[row * 4] = largest
        told[row * 4 + 1] = powers
        told[row * 4 + 2] = total
        told[row * 4 + 3] = said
    return 0
