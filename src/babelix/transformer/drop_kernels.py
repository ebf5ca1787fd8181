# mypy: allow-untyped-defs, allow-untyped-calls
"""Dropout, alone and between a sum and its LayerNorm, compiled: each number is read and written once.

`levels` are sixteen bits of each number's draw; it stays where they are at or above `cut`, which `stays` keeps.
"""

import math

import numba

from babelix.base.compiled.sums import bools, dot, floats, real, shorts, total_of
from babelix.base.native import signature

MANY, ROWS = 8192, 32
"""Numbers of a piece of dropout, rows of one of a sum and its LayerNorm."""


@signature("int64* int64 -> int64")
def drop(arguments, piece):
    """``out = x stays scale``, stays = levels >= cut. Arguments: x, levels, out, stays, count, cut, scale."""
    a = arguments
    x, levels, out, stays = floats(a[0]), shorts(a[1]), floats(a[2]), bools(a[3])
    scale = numba.float32(real(a[6]))
    first, end, cut = piece * MANY, min((piece + 1) * MANY, a[4]), numba.int16(a[5])
    for j in range(first, end):
        stays[j] = numba.uint8(levels[j] >= cut)
    for j in range(first, end):
        out[j] = x[j] * numba.float32(stays[j]) * scale
    return 0


@signature("int64* int64 -> int64")
def undrop(arguments, piece):
    """``dx = dy stays scale``. Arguments: dy, stays, dx, count, scale."""
    a = arguments
    dy, stays, dx, scale = floats(a[0]), bools(a[1]), floats(a[2]), numba.float32(real(a[4]))
    for j in range(piece * MANY, min((piece + 1) * MANY, a[3])):
        dx[j] = dy[j] * numba.float32(stays[j]) * scale
    return 0


@signature("int64* int64 -> int64")
def normalise(arguments, piece):
    """``y = n gamma + beta`` of the normalised n = (r - mean) rate, with r = x + s stays scale of each row.

    Arguments: x, s, levels, gamma, beta, y, n, a rate a row, stays; rows, d (whole sixteens), cut, scale, epsilon.
    """
    a = arguments
    x, s, levels, gamma, beta = floats(a[0]), floats(a[1]), shorts(a[2]), floats(a[3]), floats(a[4])
    y, n, rates, stays = floats(a[5]), floats(a[6]), floats(a[7]), bools(a[8])
    rows, d, cut, scale = a[9], a[10], numba.int16(a[11]), numba.float32(real(a[12]))
    for row in range(piece * ROWS, min((piece + 1) * ROWS, rows)):
        at = row * d
        for j in range(at, at + d):
            stays[j] = numba.uint8(levels[j] >= cut)
        for j in range(at, at + d):
            n[j] = x[j] + s[j] * numba.float32(stays[j]) * scale
        mean = total_of(n, at, d) / numba.float32(d)
        for j in range(at, at + d):
            n[j] -= mean
        variance = dot(n, at, n, at, d) / numba.float32(d)
        rate = numba.float32(1.0 / math.sqrt(variance + real(a[13])))
        rates[row] = rate
        for j in range(d):
            n[at + j] *= rate
            y[at + j] = n[at + j] * gamma[j] + beta[j]
    return 0


@signature("int64* int64 -> int64")
def denormalise(arguments, piece):
    """``dr = (g - mean(g) - n mean(g n)) rate`` with g = dy gamma: that is dx, and ds = dr stays scale.

    Of gamma and beta each piece sums its own rows. Arguments: dy, n, rates, gamma, stays, dx, ds, dgamma, dbeta; rows,
    d, scale.
    """
    a = arguments
    dy, n, rates, gamma, stays = floats(a[0]), floats(a[1]), floats(a[2]), floats(a[3]), bools(a[4])
    dx, ds, dgamma, dbeta = floats(a[5]), floats(a[6]), floats(a[7]), floats(a[8])
    rows, d, scale = a[9], a[10], numba.float32(real(a[11]))
    for j in range(piece * d, (piece + 1) * d):
        dgamma[j] = 0.0
        dbeta[j] = 0.0
    for row in range(piece * ROWS, min((piece + 1) * ROWS, rows)):
        at = row * d
        for j in range(d):
            dx[at + j] = dy[at + j] * gamma[j]
            dgamma[piece * d + j] += dy[at + j] * n[at + j]
            dbeta[piece * d + j] += dy[at + j]
        mean = total_of(dx, at, d) / numba.float32(d)
        slope = dot(dx, at, n, at, d) / numba.float32(d)
        rate = rates[row]
        for j in range(at, at + d):
            change = (dx[j] - mean - n[j] * slope) * rate
            dx[j] = change
            ds[j] = change * numba.float32(stays[j]) * scale
    return 0
