# mypy: allow-untyped-defs, allow-untyped-calls
"""A Transformer's layers over rows of activations, compiled. `table` says where weights lie (`layout`).

Heads are padded to whole eights and widths to whole panels; what is padded stays zero. Rows need not be of one
sentence.
"""

import llvmlite.binding
import numba

from babelix.transformer.compiled.layout import D_PAD, HEAD, HEADS, HEADS_PAD, KEY, PANEL, D
from babelix.transformer.compiled.tiles import tiles
from babelix.transformer.compiled.vectors import (
    add_scaled,
    apart,
    dot,
    exponentials,
    largest_of,
    total_of,
)

compiled = numba.njit(error_model="numpy")
# Sums of products that are worked on at once must fit the registers: 32 of 16 numbers, or 16 of 8.
_WIDE = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))
_MOST = 8 if _WIDE else 2
# Few rows have several panels side by side, so that sums do not wait for each other. One row waits for memory alone.
_one = tiles(((1, 1), (1, 4)) if _WIDE else ((1, 1),), 0)
_few = tiles(
    ((2, 1), (2, 4), (3, 1), (3, 2), (4, 1), (4, 2), (5, 1), (6, 1), (7, 1), (8, 1)) if _WIDE else ((2, 1),),
    2,
)
_many = tiles(((4, 1), (5, 1), (6, 1), (7, 1), (8, 1)) if _WIDE else ((1, 1), (2, 1)), 1)
_exponentials = exponentials(True)
# Numbers of x that stay in the second-level cache while panels pass.
_NEAR = 1 << 18
_EPSILON = 1e-5
_LOWEST = -float("inf")


@compiled
def product(x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode):
    """``c = x w + bias`` for rows of x and packed w, its bias behind its panels.

    Every panel passes once for all rows that stay near, in parts of like height. With each part, its share of the
    next panel is asked for: memory and arithmetic are busy at once. Behind the last panel lie the next weights.
    """
    apart()
    bias, size = w_at + panels * depth * PANEL, depth * PANEL
    if rows <= _MOST:
        _few_rows(x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode)
        return
    near = max(2 * _MOST, _NEAR // depth)
    blocks = (rows + near - 1) // near
    for block in range(blocks):
        first = rows * block // blocks
        height = rows * (block + 1) // blocks - first
        parts = (height + _MOST - 1) // _MOST
        stride = (PANEL + parts - 1) // parts
        for p in range(panels):
            r, at = first, w_at + p * size
            for part in range(parts):
                n = height * (part + 1) // parts - height * part // parts
                _many(
                    *(x, x_at + r * x_row, x_row, n, w, at, depth, 1, bias + p * PANEL),
                    *(
                        c,
                        c_at + p * PANEL + r * c_row,
                        c_row,
                        mode,
                        at + size + part * depth * stride,
                        stride,
                    ),
                )
                r += n


@compiled
def _few_rows(x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode):
    bias, size = w_at + panels * depth * PANEL, depth * PANEL
    together = 1 if not _WIDE or rows > 4 else 4 if rows <= 2 else 2
    p = 0
    while p < panels:
        n, at, b, to = (
            together if p + together <= panels else 1,
            w_at + p * size,
            bias + p * PANEL,
            c_at + p * PANEL,
        )
        if rows == 1:
            _one(x, x_at, x_row, rows, w, at, depth, n, b, c, to, c_row, mode, 0, 0)
        else:
            _few(x, x_at, x_row, rows, w, at, depth, n, b, c, to, c_row, mode, at + n * size, PANEL)
        p += n


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
