# mypy: allow-untyped-defs, allow-untyped-calls
"""Products of a few rows with packed weights, their sums in registers, written in LLVM's own language through numba.

Weights lie in panels of `PANEL` columns, a panel's biases first and then its rows, one after the other, so that a
product reads them in order; `readings` says how. A number of a product is bias + x_0 w_0 + x_1 w_1 + ..., added up in
this order however many rows there are: what comes out does not depend on the batch.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.base.vectors import LANE, load, loop, splat, store, whole
from babelix.transformer.compiled.layout import PANEL
from babelix.transformer.compiled.readings import WIDTH, head, reading, words

_FLOAT, _VECTORS = ir.FloatType(), PANEL // WIDTH
STORE, RELU, ADD = 0, 1, 2
# In words of four bytes: 64 bytes.
_LINE = 16


def tiles(shapes: tuple[tuple[int, int], ...], lines: tuple[int, int], keep: bool = False) -> Any:
    """Return the product of `rows` rows with `panels` panels, one of `shapes`: ``c = x w + bias``.

    By `mode` its relu is stored, or it is added to what is there. With each of the `depth` rows of a panel, `lines`
    lines of the cache (so many of float32, so many of what is narrower) are asked for, `stride` words on from the last
    ones, from `ahead` words behind `coming` on: what comes next is on its way while this is multiplied. With `keep`, a
    narrow panel is also written to `near` in float32, for the rows that come after these.
    """

    @intrinsic
    def product(
        typing,
        x,
        x_at,
        x_row,
        rows,
        w,
        w_at,
        depth,
        panels,
        c,
        c_at,
        c_row,
        mode,
        coming,
        ahead,
        stride,
        near,
    ):
        at = types.int64
        declared = types.void(x, at, at, at, w, at, at, at, c, at, at, at, coming, at, at, near)
        made = reading(w)

        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            rows, panels = arguments[3], arguments[7]
            asked, leave = build.add(build.mul(rows, whole(8)), panels), build.append_basic_block("done")
            choice = build.switch(asked, leave)
            for shape in shapes:
                block = build.append_basic_block("tile")
                choice.add_case(whole(shape[0] * 8 + shape[1]), block)
                build.position_at_end(block)
                _tile(build, made, *shape, lines[made.is_widened], keep and made.is_widened, arguments)
                build.branch(leave)
            build.position_at_end(leave)
            return context.get_dummy_value()

        return declared, generate

    return product


def _tile(build, made, rows, panels, lines, keep, arguments):
    """Write a tile's code: 16 numbers a register, `rows` x 2 `panels` of them."""
    x, x_at, x_row, _, w, w_at, depth, _, c, c_at, c_row, mode, coming, ahead, stride, near = arguments
    ins = [build.gep(x, [build.add(x_at, build.mul(x_row, whole(row)))]) for row in range(rows)]
    size = build.add(whole(made.head), build.mul(depth, whole(made.row)))
    begins = [build.mul(size, whole(panel)) for panel in range(panels)]
    heads = [words(build, w, build.add(w_at, begin)) for begin in begins]
    numbers = [head(build, made, place) for place in heads]
    tables = [build.gep(place, [whole(made.head)]) for place in heads]
    first = [start for each in numbers for start in made.starts(build, each)]
    if keep:
        _keep(build, near, whole(0), first)
    k, sums, close = loop(build, depth, 1, first * rows)
    at = build.mul(k, whole(made.row))
    weights = [
        columns
        for table, each in zip(tables, numbers, strict=True)
        for columns in made.read(build, build.gep(table, [at]), each[_VECTORS:])
    ]
    if keep:
        _keep(build, near, build.mul(build.add(k, whole(1)), whole(PANEL)), weights)
    asked = build.add(ahead, build.mul(k, stride))
    for begin in begins:
        for line in range(lines):
            _fetch(build, words(build, coming, build.add(build.add(asked, begin), whole(line * _LINE))))
    following = []
    for row in range(rows):
        value = made.value(build, ins[row], k)
        for n, weight in enumerate(weights):
            following.append(made.plus(build, sums[row * len(weights) + n], value, weight))
    sums = close(following)
    sums = [
        total
        for row in range(rows)
        for panel, each in enumerate(numbers)
        for total in made.finished(
            build, sums[(row * panels + panel) * _VECTORS :][:_VECTORS], each, ins[row], depth
        )
    ]
    places = [
        build.add(build.add(c_at, build.mul(c_row, whole(row))), whole(v * WIDTH))
        for row in range(rows)
        for v in range(panels * _VECTORS)
    ]
    _write(build, sums, c, places, mode)


def _keep(build, near, at, columns):
    """Write a row of a panel: the head, a panel's biases, is the first of them."""
    for n, vector in enumerate(columns):
        store(build, near, build.add(at, whole(n * WIDTH)), vector)


def _write(build, sums, c, places, mode):
    """Store sums as `mode` says."""
    relu = build.icmp_signed("==", mode, whole(RELU))
    low = splat(
        build, build.select(relu, ir.Constant(_FLOAT, 0.0), ir.Constant(_FLOAT, float("-inf"))), WIDTH
    )
    with build.if_else(build.icmp_signed("==", mode, whole(ADD))) as (adding, plain):
        with adding:
            for place, total in zip(places, sums, strict=True):
                store(build, c, place, build.fadd(load(build, c, place, WIDTH), total))
        with plain:
            for place, total in zip(places, sums, strict=True):
                # What is no number stays none.
                store(build, c, place, build.select(build.fcmp_unordered("uge", total, low), total, low))


def _fetch(build, pointer):
    """Ask for a line of the second-level cache; beyond the end of the weights nothing comes, and nothing fails."""
    byte = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [byte, LANE, LANE, LANE])
    function = build.module.declare_intrinsic("llvm.prefetch", [byte], kind)
    read, second_level, data = LANE(0), LANE(2), LANE(1)
    build.call(function, [build.bitcast(pointer, byte), read, second_level, data])
