# mypy: allow-untyped-defs, allow-untyped-calls
"""A Transformer's layers over rows of activations, compiled. `table` says where weights lie (`layout`).

Heads are padded to whole eights and widths to whole panels; what is padded stays zero. Rows need not be of one
sentence.
"""

import llvmlite.binding
import numba

from babelix.transformer.compiled.layout import D_PAD, HEAD, HEADS, HEADS_PAD, KEY, PANEL, D
from babelix.transformer.compiled.vectors import (
    add_scaled,
    apart,
    dot,
    exponentials,
    largest_of,
    tile,
    total_of,
)

compiled = numba.njit(error_model="numpy")
# Sums of products that are worked on at once must fit the registers: 32 of 16 numbers, or 16 of 8.
_EIGHT = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))
_tile_1, _tile_1_4, _tile_2, _tile_2_2, _tile_4, _tile_8 = (
    tile(1, 1), tile(1, 4), tile(2, 1), tile(2, 2), tile(4, 1), tile(8, 1)
)  # fmt: skip
_exponentials = exponentials(True)
STORE, RELU, ADD = 0, 1, 2
# Numbers of x that stay in the second-level cache while panels pass.
_NEAR = 1 << 18
_EPSILON = 1e-5
_LOWEST = -float("inf")


@compiled
def product(x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode):
    """``c = x w + bias`` for rows of x and packed w, its bias behind its panels."""
    apart()
    bias, size = w_at + panels * depth * PANEL, depth * PANEL
    if rows == 1 and _EIGHT:
        p = 0
        while p + 4 <= panels:
            _tile_1_4(
                x, x_at, x_row, w, w_at + p * size, depth, bias + p * PANEL, c, c_at + p * PANEL, c_row, mode
            )
            p += 4
        while p < panels:
            _tile_1(
                x, x_at, x_row, w, w_at + p * size, depth, bias + p * PANEL, c, c_at + p * PANEL, c_row, mode
            )
            p += 1
        return
    if rows == 2 and _EIGHT and panels % 2 == 0:
        for p in range(0, panels, 2):
            _tile_2_2(
                x, x_at, x_row, w, w_at + p * size, depth, bias + p * PANEL, c, c_at + p * PANEL, c_row, mode
            )
        return
    block = max(8, _NEAR // depth // 8 * 8)
    for first in range(0, rows, block):
        last = min(rows, first + block)
        for p in range(panels):
            at, b, r = w_at + p * size, bias + p * PANEL, first
            if _EIGHT:
                while r + 8 <= last:
                    _tile_8(
                        x,
                        x_at + r * x_row,
                        x_row,
                        w,
                        at,
                        depth,
                        b,
                        c,
                        c_at + p * PANEL + r * c_row,
                        c_row,
                        mode,
                    )
                    r += 8
                if r + 4 <= last:
                    _tile_4(
                        x,
                        x_at + r * x_row,
                        x_row,
                        w,
                        at,
                        depth,
                        b,
                        c,
                        c_at + p * PANEL + r * c_row,
                        c_row,
                        mode,
                    )
                    r += 4
            while r + 2 <= last:
                _tile_2(
                    x, x_at + r * x_row, x_row, w, at, depth, b, c, c_at + p * PANEL + r * c_row, c_row, mode
                )
                r += 2
            if r < last:
                _tile_1(
                    x, x_at + r * x_row, x_row, w, at, depth, b, c, c_at + p * PANEL + r * c_row, c_row, mode
                )


@compiled
def normalise(x, x_at, rows, w, w_at, table, out, out_at):
    """``out = LayerNorm(x)``; they may be the same."""
    apart()
    d, width = table[D], table[D_PAD]
    for row in range(rows):
        source, target = x_at + row * width, out_at + row * width
        mean = total_of(x, source, width) / numba.float32(d)
        for j in range(d):
            out[target + j] = x[source + j] - mean
        for j in range(d, width):
            out[target + j] = 0.0
        square = dot(out, target, out, target, width) / numba.float32(d)
        factor = numba.float32(1.0 / (square + _EPSILON) ** 0.5)
        for j in range(d):
            out[target + j] = out[target + j] * factor * w[w_at + j] + w[w_at + width + j]


@compiled
def _weigh(scores, at, count):
    """Make weights that sum to 1 of `count` scores; room for sixteen more is behind them."""
    width = (count + 15) // 16 * 16
    for j in range(count, width):
        scores[at + j] = _LOWEST
    total = _exponentials(scores, at, width, largest_of(scores, at, width))
    for j in range(count):
        scores[at + j] /= total


@compiled
def attend(q, q_at, memory, memory_at, step, places, places_at, keys, table, scores, scores_at, out, out_at):
    """One row's heads over `keys` keys, `step` apart, each value HEADS_PAD behind its key: softmax(q k / sqrt(d_k)) v.

    Where `step` is negative, ``places[places_at + u]`` of -step rows has the key of place u.
    """
    apart()
    heads, head, width = table[HEADS], table[HEAD], table[HEADS_PAD]
    scale = numba.float32(1.0 / table[KEY] ** 0.5)
    for j in range(width):
        out[out_at + j] = 0.0
    for h in range(heads):
        for u in range(keys):
            at = u * step if step >= 0 else (u * -step + places[places_at + u]) * 2 * width
            scores[scores_at + u] = dot(q, q_at + h * head, memory, memory_at + at + h * head, head) * scale
        _weigh(scores, scores_at, keys)
        for u in range(keys):
            at = u * step if step >= 0 else (u * -step + places[places_at + u]) * 2 * width
            add_scaled(
                out, out_at + h * head, memory, memory_at + at + width + h * head, scores[scores_at + u], head
            )
