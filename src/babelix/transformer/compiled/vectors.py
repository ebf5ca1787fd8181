# mypy: allow-untyped-defs, allow-untyped-calls
"""Products and sums for the kernels, sixteen floats at a time, written in LLVM's own language through numba.

Weights lie in panels of `PANEL` columns, a panel's rows one after the other, so that a product reads them in order.
A number of a product is bias + x_0 w_0 + x_1 w_1 + ..., added up in this order however many rows there are: what comes
out does not depend on the batch.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.transformer.compiled.layout import PANEL

WIDTH = 16
_FLOAT, _INT, _LANE = ir.FloatType(), ir.IntType(64), ir.IntType(32)
_VECTOR = ir.VectorType(_FLOAT, WIDTH)
_FUSED = ("contract",)
_LOWEST = float("-inf")


def tile(rows: int, panels: int) -> Any:
    """Return the product of `rows` rows with `panels` panels: ``c = x w + bias``, by `mode` 1 its relu, by 2 added."""

    @intrinsic
    def product(typing, x, x_at, x_row, w, w_at, depth, bias_at, c, c_at, c_row, mode):
        at = types.int64
        declared = types.void(x, at, at, w, at, at, at, c, at, at, at)

        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            x, x_at, x_row, w, w_at, depth, bias_at, c, c_at, c_row, mode = arguments
            each = [(panel, v) for panel in range(panels) for v in range(PANEL // WIDTH)]
            ins = [build.gep(x, [build.add(x_at, build.mul(x_row, _whole(row)))]) for row in range(rows)]
            size = build.mul(depth, _whole(PANEL))
            tables = [
                build.gep(w, [build.add(build.add(w_at, build.mul(size, _whole(panel))), _whole(v * WIDTH))])
                for panel, v in each
            ]
            first = [
                _load(build, w, build.add(bias_at, _whole(panel * PANEL + v * WIDTH))) for panel, v in each
            ]
            k, sums, close = _loop(build, depth, 1, first * rows)
            place = build.mul(k, _whole(PANEL))
            weights = [_load(build, table, place) for table in tables]
            following = []
            for row in range(rows):
                value = _splat(build, build.load(build.gep(ins[row], [k])))
                for n, weight in enumerate(weights):
                    total = sums[row * len(each) + n]
                    following.append(build.fadd(total, build.fmul(value, weight, flags=_FUSED), flags=_FUSED))
            sums = close(following)
            low = build.select(
                build.icmp_signed("==", mode, _whole(1)),
                ir.Constant(_FLOAT, 0.0),
                ir.Constant(_FLOAT, _LOWEST),
            )
            low = _splat(build, low)
            places = [
                build.add(build.add(c_at, build.mul(c_row, _whole(row))), _whole(panel * PANEL + v * WIDTH))
                for row in range(rows)
                for panel, v in each
            ]
            with build.if_else(build.icmp_signed("==", mode, _whole(2))) as (adding, plain):
                with adding:
                    for place, total in zip(places, sums, strict=True):
                        _store(build, c, place, build.fadd(_load(build, c, place), total))
                with plain:
                    for place, total in zip(places, sums, strict=True):
                        # What is no number stays none.
                        kept = build.select(build.fcmp_unordered("uge", total, low), total, low)
                        _store(build, c, place, kept)
            return context.get_dummy_value()

        return declared, generate

    return product


@intrinsic
def apart(typing):
    """Keep the function that this stands in out of its callers: compiled once, and not wherever it is called."""

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        build.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic
def dot(typing, x, x_at, y, y_at, width):
    """Return sum_j x[j] y[j] for j < width, a multiple of 8."""
    at = types.int64
    declared = types.float32(x, at, y, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        x, x_at, y, y_at, width = arguments
        left, right = build.gep(x, [x_at]), build.gep(y, [y_at])
        j, (total,), close = _loop(build, width, 8, [_full(0.0, 8)])
        product = build.fmul(_load(build, left, j, 8), _load(build, right, j, 8), flags=_FUSED)
        (total,) = close([build.fadd(total, product, flags=_FUSED)])
        return _folded(build, total, build.fadd)

    return declared, generate


@intrinsic
def add_scaled(typing, out, out_at, x, x_at, scale, width):
    """``out[j] += scale x[j]`` for j < width, a multiple of 8."""
    at = types.int64
    declared = types.void(out, at, x, at, types.float32, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        out, out_at, x, x_at, scale, width = arguments
        target, source, factor = build.gep(out, [out_at]), build.gep(x, [x_at]), _splat(build, scale, 8)
        j, _, close = _loop(build, width, 8, [])
        product = build.fmul(factor, _load(build, source, j, 8), flags=_FUSED)
        _store(build, target, j, build.fadd(_load(build, target, j, 8), product, flags=_FUSED))
        close([])
        return context.get_dummy_value()

    return declared, generate


@intrinsic
def total_of(typing, x, x_at, width):
    """Return sum_j x[j] for j < width, a multiple of 16."""
    declared = types.float32(x, types.int64, types.int64)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        source = build.gep(arguments[0], [arguments[1]])
        j, (total,), close = _loop(build, arguments[2], WIDTH, [_full(0.0)])
        (total,) = close([build.fadd(total, _load(build, source, j))])
        return _folded(build, total, build.fadd)

    return declared, generate


@intrinsic
def largest_of(typing, x, x_at, width):
    """Return the largest x[j] for j < width, a multiple of 16; minus infinity where none is a number."""
    declared = types.float32(x, types.int64, types.int64)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        def larger(one: Any, other: Any) -> Any:
            return build.select(build.fcmp_ordered(">", one, other), one, other)

        source = build.gep(arguments[0], [arguments[1]])
        j, (most,), close = _loop(build, arguments[2], WIDTH, [_full(_LOWEST)])
        (most,) = close([larger(_load(build, source, j), most)])
        return _folded(build, most, larger)

    return declared, generate


@intrinsic
def first_above(typing, x, x_at, begin, width, bound):
    """Return the first multiple of 16 from `begin` on where some of 16 numbers is above `bound`, or `width`."""
    at = types.int64
    declared = types.int64(x, at, at, at, types.float32)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        x, x_at, begin, width, bound = arguments
        source, limit = build.gep(x, [x_at]), _splat(build, bound)
        before = build.block
        head, body, leave = (build.append_basic_block(name) for name in ("head", "body", "leave"))
        build.branch(head)
        build.position_at_end(head)
        j = build.phi(_INT)
        j.add_incoming(begin, before)
        build.cbranch(build.icmp_signed("<", j, width), body, leave)
        build.position_at_end(body)
        above = build.bitcast(build.fcmp_ordered(">", _load(build, source, j), limit), ir.IntType(WIDTH))
        j.add_incoming(build.add(j, _whole(WIDTH)), body)
        build.cbranch(build.icmp_unsigned("!=", above, ir.Constant(ir.IntType(WIDTH), 0)), leave, head)
        build.position_at_end(leave)
        return j

    return declared, generate


def exponentials(keep: bool) -> Any:
    """Return the sum of exp(x[j] - shift) for j < width, a multiple of 16; with `keep` they stay in the place of x.

    exp(y) = 2^n exp(r), n whole and |r| <= log(2) / 2; exp(r) by its series of seven terms: an error below 1e-7.
    """

    @intrinsic
    def summed(typing, x, x_at, width, shift):
        declared = types.float32(x, types.int64, types.int64, types.float32)

        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            x, x_at, width, shift = arguments
            source, subtracted = build.gep(x, [x_at]), _splat(build, shift)
            j, (total,), close = _loop(build, width, WIDTH, [_full(0.0)])
            y = build.fsub(_load(build, source, j), subtracted)
            y = build.select(build.fcmp_ordered(">", y, _full(-87.0)), y, _full(-87.0))
            scaled = build.fmul(y, _full(1.4426950408889634))
            half = build.select(build.fcmp_ordered("<", scaled, _full(0.0)), _full(-0.5), _full(0.5))
            n = build.fptosi(build.fadd(scaled, half), ir.VectorType(_LANE, WIDTH))
            whole = build.sitofp(n, _VECTOR)
            r = build.fsub(y, build.fmul(whole, _full(0.693359375), flags=_FUSED), flags=_FUSED)
            r = build.fsub(r, build.fmul(whole, _full(-2.12194440e-4), flags=_FUSED), flags=_FUSED)
            power = _full(1 / 5040)
            for term in (1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1.0, 1.0):
                power = build.fadd(build.fmul(power, r, flags=_FUSED), _full(term), flags=_FUSED)
            lanes = ir.VectorType(_LANE, WIDTH)
            bits = build.shl(
                build.add(n, ir.Constant(lanes, [127] * WIDTH)), ir.Constant(lanes, [23] * WIDTH)
            )
            power = build.fmul(power, build.bitcast(bits, _VECTOR))
            if keep:
                _store(build, source, j, power)
            (total,) = close([build.fadd(total, power)])
            return _folded(build, total, build.fadd)

        return declared, generate

    return summed


def _whole(value: int) -> Any:
    return ir.Constant(_INT, value)


def _full(value: float, width: int = WIDTH) -> Any:
    return ir.Constant(ir.VectorType(_FLOAT, width), [ir.Constant(_FLOAT, value)] * width)


def _loop(
    build: Any, end: Any, step: int, carried: list[Any]
) -> tuple[Any, list[Any], Callable[[list[Any]], Any]]:
    """Open ``for i in range(0, end, step)``; the third result closes it with the next values of `carried`."""
    before = build.block
    head, body, leave = (build.append_basic_block(name) for name in ("head", "body", "leave"))
    build.branch(head)
    build.position_at_end(head)
    i, values = build.phi(_INT), [build.phi(value.type) for value in carried]
    i.add_incoming(_whole(0), before)
    for phi, value in zip(values, carried, strict=True):
        phi.add_incoming(value, before)
    build.cbranch(build.icmp_signed("<", i, end), body, leave)
    build.position_at_end(body)

    def close(following: list[Any]) -> list[Any]:
        i.add_incoming(build.add(i, _whole(step)), build.block)
        for phi, value in zip(values, following, strict=True):
            phi.add_incoming(value, build.block)
        build.branch(head)
        build.position_at_end(leave)
        return values

    return i, values, close


def _splat(build: Any, value: Any, width: int = WIDTH) -> Any:
    undefined = ir.Constant(ir.VectorType(_FLOAT, width), ir.Undefined)
    single = build.insert_element(undefined, value, ir.Constant(_LANE, 0))
    return build.shuffle_vector(single, undefined, ir.Constant(ir.VectorType(_LANE, width), [0] * width))


def _load(build: Any, pointer: Any, at: Any, width: int = WIDTH) -> Any:
    kind = ir.VectorType(_FLOAT, width).as_pointer()
    loaded = build.load(build.bitcast(build.gep(pointer, [at]), kind))
    loaded.align = 4
    return loaded


def _store(build: Any, pointer: Any, at: Any, value: Any) -> None:
    build.store(value, build.bitcast(build.gep(pointer, [at]), value.type.as_pointer())).align = 4


def _folded(build: Any, vector: Any, join: Callable[[Any, Any], Any]) -> Any:
    """Return the numbers of a vector joined: halves with each other until one is left."""
    width = vector.type.count
    while width > 1:
        half = width // 2
        undefined = ir.Constant(vector.type, ir.Undefined)
        lanes = [
            ir.Constant(ir.VectorType(_LANE, half), list(range(start, start + half))) for start in (0, half)
        ]
        vector = join(*(build.shuffle_vector(vector, undefined, lane) for lane in lanes))
        width = half
    return build.extract_element(vector, ir.Constant(_LANE, 0))
