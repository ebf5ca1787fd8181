# mypy: allow-untyped-defs, allow-untyped-calls
"""Equation 1 and its gradients for short rows, compiled: a piece is one element of the batch, all its heads.

Q, K, V and what is made lie as they come out of products: numbers of a head side by side, rows and elements of the
batch `rows_apart` and `batch_apart`. Weights A are kept, `width` apart: the keys and zeros up to whole sixteens.
"""

import numba

from babelix.base.compiled.sums import (
    WIDTH,
    bools,
    dot,
    exponentials,
    floats,
    mask_scaled,
    real,
    room,
    scale_seen,
    tile,
)
from babelix.base.native import signature

KEYS, HEAD = 64, 128
"""Keys and numbers of a head, at most: what there is room for. A head has whole sixteens."""
_exponentials, _turned, _square = exponentials(True), room(KEYS * HEAD), room(KEYS * KEYS)
_ROWS = 8
_eight, _one = tile(_ROWS), tile(1)
_compiled = numba.njit(error_model="numpy")


@_compiled
def _product(rows, columns, depth, c, c_at, c_row, a, a_at, a_row, a_step, b, b_at, b_row):
    """``c = a b``; the last eight rows may be some of those before, made again."""
    for j in range(0, columns, WIDTH):
        if rows < _ROWS:
            for i in range(rows):
                _one(
                    *(c, c_at + i * c_row + j, c_row, a, a_at + i * a_row, a_row, a_step),
                    *(b, b_at + j, b_row, depth),
                )
        else:
            for start in range(0, rows, _ROWS):
                i = min(start, rows - _ROWS)
                _eight(
                    *(c, c_at + i * c_row + j, c_row, a, a_at + i * a_row, a_row, a_step),
                    *(b, b_at + j, b_row, depth),
                )


@_compiled
def _turn(x, x_at, x_row, rows, columns, width, out):
    """Put x with its rows as columns into `out`, zeros up to `width`."""
    for j in range(columns):
        for i in range(rows):
            out[j * width + i] = x[x_at + i * x_row + j]
        for i in range(rows, width):
            out[j * width + i] = 0.0


@_compiled
def _see(mask, mask_at, row_step, step, queries, keys, width, seen):
    """Put 1 where a query may attend to a key, 0 where not and behind the keys; without a mask `step` is negative."""
    for i in range(queries):
        for j in range(keys):
            seen[i * width + j] = 1.0 if step < 0 or mask[mask_at + i * row_step + j * step] else 0.0
        for j in range(keys, width):
            seen[i * width + j] = 0.0


@_compiled
def _weigh(A, at, width, scale, seen, seen_at):
    """Make weights of the scores at `at`: zeros where nothing may be attended, though it be everywhere."""
    largest = mask_scaled(A, at, scale, seen, seen_at, width)
    total = _exponentials(A, at, width, largest)
    scale_seen(A, at, numba.float32(1.0) / total, seen, seen_at, width)


@signature("int64* int64 -> int64")
def attend(arguments, piece):
    """Make A and the attended values of one element of the batch.

    Arguments: Q, K, V, A, the values; heads, queries, keys, d_k, d_v, width, scale; elements and rows apart of Q, K, V
    and the values; the mask, and how far apart its elements, heads, queries and keys are (keys: -1 without one).
    """
    a = arguments
    Q, K, V, A, out = floats(a[0]), floats(a[1]), floats(a[2]), floats(a[3]), floats(a[4])
    heads, queries, keys, d_k, d_v, width, scale = a[5], a[6], a[7], a[8], a[9], a[10], real(a[11])
    mask, turned, seen = bools(a[20]), _turned(), _square()
    for head in range(heads):
        if head == 0 or a[22]:
            _see(mask, piece * a[21] + head * a[22], a[23], a[24], queries, keys, width, seen)
        at = (piece * heads + head) * queries * width
        _turn(K, piece * a[14] + head * d_k, a[15], keys, d_k, width, turned)
        _product(
            *(queries, width, d_k, A, at, width, Q, piece * a[12] + head * d_k, a[13], 1),
            *(turned, 0, width),
        )
        for i in range(queries):
            _weigh(A, at + i * width, width, numba.float32(scale), seen, i * width)
        _product(
            *(queries, d_v, keys, out, piece * a[18] + head * d_v, a[19], A, at, width, 1),
            *(V, piece * a[16] + head * d_v, a[17]),
        )
    return 0


@signature("int64* int64 -> int64")
def differentiate(arguments, piece):
    """Make the gradients of Q, K and V of one element of the batch.

    dV = A^T dO;  dA = dO V^T;  dS = A (dA - sum_j A dA) scale;  dQ = dS K;  dK = dS^T Q
    Arguments: Q, K, V, A, dO, dQ, dK, dV; heads, queries, keys, d_k, d_v, width, scale; elements and rows apart of Q,
    K, V and dO. Gradients lie as one after the other: (batch, rows, heads, numbers).
    """
    a = arguments
    Q, K, V, A, dO = floats(a[0]), floats(a[1]), floats(a[2]), floats(a[3]), floats(a[4])
    dQ, dK, dV = floats(a[5]), floats(a[6]), floats(a[7])
    heads, queries, keys, d_k, d_v, width, scale = a[8], a[9], a[10], a[11], a[12], a[13], real(a[14])
    turned, dS = _turned(), _square()
    for head in range(heads):
        at = (piece * heads + head) * queries * width
        q_at, k_at, v_at = piece * a[15] + head * d_k, piece * a[17] + head * d_k, piece * a[19] + head * d_v
        o_at, key, value = piece * a[21] + head * d_v, heads * d_k, heads * d_v
        _turn(V, v_at, a[20], keys, d_v, width, turned)
        _product(queries, width, d_v, dS, 0, width, dO, o_at, a[22], 1, turned, 0, width)
        for i in range(queries):
            mean = dot(dS, i * width, A, at + i * width, width)
            for j in range(width):
                dS[i * width + j] = A[at + i * width + j] * (dS[i * width + j] - mean) * numba.float32(scale)
        _product(
            *(queries, d_k, keys, dQ, piece * queries * key + head * d_k, key),
            *(dS, 0, width, 1, K, k_at, a[18]),
        )
        _product(
            *(keys, d_k, queries, dK, piece * keys * key + head * d_k, key),
            *(dS, 0, 1, width, Q, q_at, a[16]),
        )
        _product(
            *(keys, d_v, queries, dV, piece * keys * value + head * d_v, value),
            *(A, at, 1, width, dO, o_at, a[22]),
        )
    return 0
