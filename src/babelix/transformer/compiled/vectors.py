# mypy: allow-untyped-defs, allow-untyped-calls
"""Sums for the kernels, sixteen floats at a time, written in LLVM's own language through numba."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from babelix.base.vectors import FUSED, INT, LANE, folded, full, load, loop, plus_product, splat, store, whole

WIDTH = 16
_FLOAT = ir.FloatType()
_VECTOR = ir.VectorType(_FLOAT, WIDTH)
_LOWEST = float("-inf")


@intrinsic
def apart(typing):
    """Keep the function that this stands in out of its callers: compiled once, and not wherever it is called."""

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        build.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic
def multiply(
    typing, address, x, x_at, x_row, rows, w, w_at, depth, panels, c, c_at, c_row, mode, near_address
):
    """Call the compiled product that lies at an address (`product_kernels.product`), with room that lies at another."""
    at = types.int64
    declared = types.void(at, x, at, at, at, w, at, at, at, c, at, at, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        address, *passed = arguments
        passed[-1] = build.inttoptr(passed[-1], _FLOAT.as_pointer())
        # numba's convention: the result and an exception come back through pointers.
        result = cgutils.alloca_once(build, INT)
        excepted = cgutils.alloca_once(build, ir.IntType(8).as_pointer())
        taken = [result, excepted, *passed]
        kind = ir.FunctionType(LANE, [each.type for each in taken])
        build.call(build.inttoptr(address, kind.as_pointer()), taken)
        return context.get_dummy_value()

    return declared, generate


@intrinsic
def dot(typing, x, x_at, y, y_at, width):
    """Return sum_j x[j] y[j] for j < width, a multiple of 8."""
    at = types.int64
    declared = types.float32(x, at, y, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        x, x_at, y, y_at, width = arguments
        left, right = build.gep(x, [x_at]), build.gep(y, [y_at])
        j, (total,), close = loop(build, width, 8, [full(_FLOAT, 0.0, 8)])
        (total,) = close([plus_product(build, total, load(build, left, j, 8), load(build, right, j, 8))])
        return folded(build, total, build.fadd)

    return declared, generate


@intrinsic
def add_scaled(typing, out, out_at, x, x_at, scale, width):
    """``out[j] += scale x[j]`` for j < width, a multiple of 8."""
    at = types.int64
    declared = types.void(out, at, x, at, types.float32, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        out, out_at, x, x_at, scale, width = arguments
        target, source, factor = build.gep(out, [out_at]), build.gep(x, [x_at]), splat(build, scale, 8)
        j, _, close = loop(build, width, 8, [])
        total = plus_product(build, load(build, target, j, 8), factor, load(build, source, j, 8))
        store(build, target, j, total)
        close([])
        return context.get_dummy_value()

    return declared, generate


@intrinsic
def total_of(typing, x, x_at, width):
    """Return sum_j x[j] for j < width, a multiple of 16."""
    declared = types.float32(x, types.int64, types.int64)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        source = build.gep(arguments[0], [arguments[1]])
        j, (total,), close = loop(build, arguments[2], WIDTH, [_full(0.0)])
        (total,) = close([build.fadd(total, _load(build, source, j))])
        return folded(build, total, build.fadd)

    return declared, generate


@intrinsic
def largest_of(typing, x, x_at, width):
    """Return the largest x[j] for j < width, a multiple of 16; minus infinity where none is a number."""
    declared = types.float32(x, types.int64, types.int64)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        def larger(one: Any, other: Any) -> Any:
            return build.select(build.fcmp_ordered(">", one, other), one, other)

        source = build.gep(arguments[0], [arguments[1]])
        j, (most,), close = loop(build, arguments[2], WIDTH, [_full(_LOWEST)])
        (most,) = close([larger(_load(build, source, j), most)])
        return folded(build, most, larger)

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
        j = build.phi(INT)
        j.add_incoming(begin, before)
        build.cbranch(build.icmp_signed("<", j, width), body, leave)
        build.position_at_end(body)
        above = build.bitcast(build.fcmp_ordered(">", _load(build, source, j), limit), ir.IntType(WIDTH))
        j.add_incoming(build.add(j, whole(WIDTH)), body)
        build.cbranch(build.icmp_unsigned("!=", above, ir.Constant(ir.IntType(WIDTH), 0)), leave, head)
        build.position_at_end(leave)
        return j

    return declared, generate


def exponentials(keep: bool) -> Any:
    """Return the sum of exp(x[j] - shift) for j < width, a multiple of 16; with `keep` they stay in the place of x.

    `shift` is the largest; where it or another is no number, nor is the sum.
    exp(y) = 2^n exp(r), n whole and |r| <= log(2) / 2; exp(r) by its series of seven terms: an error below 1e-7.
    """

    @intrinsic
    def summed(typing, x, x_at, width, shift):
        declared = types.float32(x, types.int64, types.int64, types.float32)

        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            x, x_at, width, shift = arguments
            source, subtracted = build.gep(x, [x_at]), _splat(build, shift)
            j, (total,), close = loop(build, width, WIDTH, [_full(0.0)])
            y = build.fsub(_load(build, source, j), subtracted)
            # What is no number stays none, and so does the sum; no whole number is made of it.
            y = build.select(build.fcmp_ordered("<", y, _full(-87.0)), _full(-87.0), y)
            some = build.select(build.fcmp_ordered(">", y, _full(-87.0)), y, _full(-87.0))
            scaled = build.fmul(some, _full(1.4426950408889634))
            half = build.select(build.fcmp_ordered("<", scaled, _full(0.0)), _full(-0.5), _full(0.5))
            n = build.fptosi(build.fadd(scaled, half), ir.VectorType(LANE, WIDTH))
            units = build.sitofp(n, _VECTOR)
            r = build.fsub(y, build.fmul(units, _full(0.693359375), flags=FUSED), flags=FUSED)
            r = build.fsub(r, build.fmul(units, _full(-2.12194440e-4), flags=FUSED), flags=FUSED)
            power = _full(1 / 5040)
            for term in (1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1.0, 1.0):
                power = plus_product(build, _full(term), power, r)
            lanes = ir.VectorType(LANE, WIDTH)
            bits = build.shl(
                build.add(n, ir.Constant(lanes, [127] * WIDTH)), ir.Constant(lanes, [23] * WIDTH)
            )
            power = build.fmul(power, build.bitcast(bits, _VECTOR))
            if keep:
                store(build, source, j, power)
            (total,) = close([build.fadd(total, power)])
            return folded(build, total, build.fadd)

        return declared, generate

    return summed


def _full(value: float) -> Any:
    return full(_FLOAT, value, WIDTH)


def _load(build: Any, pointer: Any, at: Any) -> Any:
    return load(build, pointer, at, WIDTH)


def _splat(build: Any, value: Any) -> Any:
    return splat(build, value, WIDTH)
