# mypy: allow-untyped-defs, allow-untyped-calls
"""The product of rows with packed weights, compiled once for each kind of weights (`readings`)."""

import llvmlite.binding
import numba

from babelix.base.native import signature
from babelix.transformer.compiled.byte_sums import round_row
from babelix.transformer.compiled.layout import BEHIND, PANEL
from babelix.transformer.compiled.readings import again, panel_words, row_words, rows_together
from babelix.transformer.compiled.tiles import tiles
from babelix.transformer.compiled.vectors import apart

_compiled = numba.njit(error_model="numpy")
# Sums of products that are worked on at once must fit the registers: 32 of 16 numbers, or 16 of 8.
_WIDE = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))
_MOST = 8 if _WIDE else 2
# Few rows have several panels side by side, so that sums do not wait for each other. One row of float32
# waits for memory alone, and asking ahead gains nothing.
_one = tiles(((1, 1), (1, 4)) if _WIDE else ((1, 1),), (0, 1))
_few = tiles(
    ((2, 1), (2, 4), (3, 1), (3, 2), (4, 1), (4, 2), (5, 1), (6, 1), (7, 1), (8, 1)) if _WIDE else ((2, 1),),
    (2, 1),
)
_PARTS = ((4, 1), (5, 1), (6, 1), (7, 1), (8, 1)) if _WIDE else ((1, 1), (2, 1))
_first, _further = tiles(_PARTS, (1, 1), keep=True), tiles(_PARTS, (1, 1))
# Numbers of x that stay in the second-level cache while panels pass.
_NEAR = 1 << 18


@signature(
    "float32* int64 int64 int64 weight* int64 int64 int64 float32* int64 int64 int64 float32* -> int64"
)
def product(x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode, near):
    """``c = x w + bias`` for rows of x and packed w; `near` has room for a panel in float32, or for rows in bytes.

    Every panel passes once for all rows that stay near, in parts of like height. With each part, its share of the
    next panel is asked for: memory and arithmetic are busy at once. Behind the last panel lie the next weights.
    """
    tall = max(2 * _MOST, _NEAR // depth)
    if rows_together(w) > 1:
        depth = depth // rows_together(w)
        for row in range(rows):
            round_row(x, x_at + row * x_row, depth * rows_together(w), near, row * (depth + BEHIND))
        x, x_at, x_row = near, 0, depth + BEHIND
    size = panel_words(w, depth)
    if rows <= _MOST:
        return _few_rows(x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode, near)
    blocks = (rows + tall - 1) // tall
    for block in range(blocks):
        first = rows * block // blocks
        height = rows * (block + 1) // blocks - first
        parts = (height + _MOST - 1) // _MOST
        stride = (row_words(w) + parts - 1) // parts
        for p in range(panels):
            r, at = first, w_at + p * size
            panel = again(w, at, near)
            for part in range(parts):
                n = height * (part + 1) // parts - height * part // parts
                source, target, ahead = (
                    x_at + r * x_row,
                    c_at + p * PANEL + r * c_row,
                    at + size + part * depth * stride,
                )
                if part == 0:
                    _first(
                        x, source, x_row, n, w, at, depth, 1, c, target, c_row, mode, w, ahead, stride, near
                    )
                else:
                    _further(
                        x,
                        source,
                        x_row,
                        n,
                        panel,
                        0,
                        depth,
                        1,
                        c,
                        target,
                        c_row,
                        mode,
                        w,
                        ahead,
                        stride,
                        near,
                    )
                r += n
    return 0


@_compiled
def _few_rows(x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode, near):
    apart()
    size = panel_words(w, depth)
    together = 1 if not _WIDE or rows > 4 else 4 if rows <= 2 else 2
    p = 0
    while p < panels:
        n, at, to = together if p + together <= panels else 1, w_at + p * size, c_at + p * PANEL
        passed = (
            *(x, x_at, x_row, rows, w, at, depth, n, c, to, c_row, mode),
            *(w, at + n * size, row_words(w), near),
        )
        if rows == 1:
            _one(*passed)
        else:
            _few(*passed)
        p += n
    return 0
