# mypy: allow-untyped-defs, allow-untyped-calls
"""Products of a few rows with packed weights, their sums in registers, written in LLVM's own language through numba.

Weights lie in panels of `PANEL` columns, a panel's rows one after the other, so that a product reads them in order.
A number of a product is bias + x_0 w_0 + x_1 w_1 + ..., added up in this order however many rows there are: what comes
out does not depend on the batch.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.base.vectors import LANE, load, loop, plus_product, splat, store, whole
from babelix.transformer.compiled.layout import PANEL

_WIDTH, _FLOAT = 16, ir.FloatType()
STORE, RELU, ADD = 0, 1, 2
# In floats, as weights are: 64 bytes.
_LINE = 16


def tiles(shapes: tuple[tuple[int, int], ...], lines: int) -> Any:
    """Return the product of `rows` rows with `panels` panels, one of `shapes`: ``c = x w + bias``.

    By `mode` its relu is stored, or it is added to what is there. With each of the `depth` rows of a panel, `lines`
    lines of the cache are asked for, `stride` numbers on from the last ones, from `ahead` on: what comes next is on
    its way while this is multiplied.
    """

    @intrinsic
    def product(
        typing, x, x_at, x_row, rows, w, w_at, depth, panels, bias_at, c, c_at, c_row, mode, ahead, stride
    ):
        at = types.int64
        declared = types.void(x, at, at, at, w, at, at, at, at, c, at, at, at, at, at)

        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            rows, panels = arguments[3], arguments[7]
            asked, leave = build.add(build.mul(rows, whole(8)), panels), build.append_basic_block("done")
            choice = build.switch(asked, leave)
            for shape in shapes:
                block = build.append_basic_block("tile")
                choice.add_case(whole(shape[0] * 8 + shape[1]), block)
                build.position_at_end(block)
                _tile(build, *shape, lines, arguments)
                build.branch(leave)
            build.position_at_end(leave)
            return context.get_dummy_value()

        return declared, generate

    return product


def _tile(build, rows, panels, lines, arguments):
    """Write a tile's code: 16 numbers a register, `rows` x 2 `panels` of them."""
    x, x_at, x_row, _, w, w_at, depth, _, bias_at, c, c_at, c_row, mode, ahead, stride = arguments
    each = [(panel, v) for panel in range(panels) for v in range(PANEL // _WIDTH)]
    ins = [build.gep(x, [build.add(x_at, build.mul(x_row, whole(row)))]) for row in range(rows)]
    size = build.mul(depth, whole(PANEL))
    begins = [build.mul(size, whole(panel)) for panel in range(panels)]
    tables = [
        build.gep(w, [build.add(build.add(w_at, begins[panel]), whole(v * _WIDTH))]) for panel, v in each
    ]
    first = [
        load(build, w, build.add(bias_at, whole(panel * PANEL + v * _WIDTH)), _WIDTH) for panel, v in each
    ]
    k, sums, close = loop(build, depth, 1, first * rows)
    place = build.mul(k, whole(PANEL))
    weights = [load(build, table, place, _WIDTH) for table in tables]
    coming = build.add(ahead, build.mul(k, stride))
    for begin in begins:
        for line in range(lines):
            _fetch(build, w, build.add(build.add(coming, begin), whole(line * _LINE)))
    following = []
    for row in range(rows):
        value = splat(build, build.load(build.gep(ins[row], [k])), _WIDTH)
        for n, weight in enumerate(weights):
            total = sums[row * len(each) + n]
            following.append(plus_product(build, total, value, weight))
    sums = close(following)
    places = [
        build.add(build.add(c_at, build.mul(c_row, whole(row))), whole(panel * PANEL + v * _WIDTH))
        for row in range(rows)
        for panel, v in each
    ]
    _write(build, sums, c, places, mode)


def _write(build, sums, c, places, mode):
    """Store sums as `mode` says."""
    relu = build.icmp_signed("==", mode, whole(RELU))
    low = splat(
        build, build.select(relu, ir.Constant(_FLOAT, 0.0), ir.Constant(_FLOAT, float("-inf"))), _WIDTH
    )
    with build.if_else(build.icmp_signed("==", mode, whole(ADD))) as (adding, plain):
        with adding:
            for place, total in zip(places, sums, strict=True):
                store(build, c, place, build.fadd(load(build, c, place, _WIDTH), total))
        with plain:
            for place, total in zip(places, sums, strict=True):
                # What is no number stays none.
                store(build, c, place, build.select(build.fcmp_unordered("uge", total, low), total, low))


def _fetch(build, pointer, at):
    """Ask for a line of the second-level cache; beyond the end of the weights nothing comes, and nothing fails."""
    byte = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [byte, LANE, LANE, LANE])
    function = build.module.declare_intrinsic("llvm.prefetch", [byte], kind)
    read, second_level, data = LANE(0), LANE(2), LANE(1)
    build.call(function, [build.bitcast(build.gep(pointer, [at]), byte), read, second_level, data])
