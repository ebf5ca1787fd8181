# mypy: allow-untyped-defs, allow-untyped-calls
"""A Transformer's layers over rows of activations, compiled. `table` says where weights lie (`layout`).

Heads are padded to whole eights and widths to whole panels; what is padded stays zero. Rows need not be of one
sentence.
"""

import numba

from babelix.base.compiled.sums import add_scaled, dot, exponentials, largest_of, total_of
from babelix.transformer.compiled.layout import D_PAD, HEAD, HEADS, HEADS_PAD, KEY, NEAR, PANEL, PRODUCT, D
from babelix.transformer.compiled.vectors import apart, multiply

compiled = numba.njit(error_model="numpy")
_exponentials = exponentials(True)
_EPSILON = 1e-5
_LOWEST = -float("inf")


@compiled
def product(x, x_at, depth, rows, w, w_at, width, c, c_at, mode, table):
    """``c = x w + bias`` for rows of x, `depth` wide, by the product of these weights' kind (`product_kernels`)."""
    multiply(
        *(table[PRODUCT], x, x_at, depth, rows, w, w_at, depth, width // PANEL),
        *(c, c_at, width, mode, table[NEAR]),
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
