# mypy: allow-untyped-defs, allow-untyped-calls
"""Sums for the kernels, sixteen floats at a time, written in LLVM's own language through numba."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from babelix.base.vectors import FUSED, LANE, folded, full, load, loop, plus_product, splat, store, whole

WIDTH = 16
_FLOAT = ir.FloatType()
_VECTOR = ir.VectorType(_FLOAT, WIDTH)
_LOWEST = float("-inf")
_FAR = 1e30  # no score is so low, and it is a number where all are


def numbers_at(kind: Any) -> Any:
    """Return a function that makes an address a pointer to numbers of a kind."""

    @intrinsic
    def pointer(typing, address):
        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            return build.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(kind)(types.int64), generate

    return pointer


floats, longs = numbers_at(types.float32), numbers_at(types.int64)
shorts, bools = numbers_at(types.int16), numbers_at(types.uint8)


def room(count: int) -> Any:
    """Return a function that gives room for so many floats, until the function that it stands in ends."""

    @intrinsic
    def taken(typing):
        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            return cgutils.alloca_once(build, _FLOAT, size=count)

        return types.CPointer(types.float32)(), generate

    return taken


@intrinsic
def real(typing, word):
    """Return the number that the bits of a whole one are: how `babelix.base.compiled.team.Pieces` hands numbers on."""

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        return build.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


def tile(rows: int) -> Any:
    """Return ``c[r, j] = sum_t a[r, t] b[t, j]`` for r < rows, j < 16 and t < depth.

    Rows are `c_row`, `a_row` and `b_row` numbers apart, and what follows in a row of a is `a_step` apart.
    """

    @intrinsic
    def product(typing, c, c_at, c_row, a, a_at, a_row, a_step, b, b_at, b_row, depth):
        at = types.int64
        declared = types.void(c, at, at, a, at, at, at, b, at, at, at)

        def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
            c, c_at, c_row, a, a_at, a_row, a_step, b, b_at, b_row, depth = arguments
            t, sums, close = loop(build, depth, 1, [_full(0.0)] * rows)
            line = _load(build, b, build.add(b_at, build.mul(t, b_row)))
            place = build.add(a_at, build.mul(t, a_step))
            following = []
            for total in sums:
                factor = build.load(build.gep(a, [place]))
                following.append(plus_product(build, total, _splat(build, factor), line))
                place = build.add(place, a_row)
            for total in close(following):
                store(build, c, c_at, total)
                c_at = build.add(c_at, c_row)
            return context.get_dummy_value()

        return declared, generate

    return product


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
        source = build.gep(arguments[0], [arguments[1]])
        j, (most,), close = loop(build, arguments[2], WIDTH, [_full(_LOWEST)])
        (most,) = close([_larger(build, _load(build, source, j), most)])
        return folded(build, most, lambda one, other: _larger(build, one, other))

    return declared, generate


@intrinsic
def total_and_largest(typing, x, x_at, width):
    """Return sum_j x[j] and the largest x[j] for j < width, a multiple of 64; minus infinity where none is a number.

    Four sums and four largest at once: one waits four times as long for what it was before as for the numbers.
    """
    declared = types.UniTuple(types.float32, 2)(x, types.int64, types.int64)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        source = build.gep(arguments[0], [arguments[1]])
        carried = [_full(0.0)] * 4 + [_full(_LOWEST)] * 4
        j, values, close = loop(build, arguments[2], 4 * WIDTH, carried)
        lines = [_load(build, source, build.add(j, whole(WIDTH * k))) for k in range(4)]
        totals = [build.fadd(total, line) for total, line in zip(values[:4], lines, strict=True)]
        values = close(
            totals + [_larger(build, line, most) for line, most in zip(lines, values[4:], strict=True)]
        )
        halves = [build.fadd(values[k], values[k + 2]) for k in range(2)]
        total = folded(build, build.fadd(*halves), build.fadd)
        halves = [_larger(build, values[4 + k], values[6 + k]) for k in range(2)]
        most = folded(build, _larger(build, *halves), lambda one, other: _larger(build, one, other))
        return context.make_tuple(build, signature.return_type, [total, most])

    return declared, generate


@intrinsic
def mask_scaled(typing, x, x_at, scale, seen, seen_at, width):
    """``x[j] = x[j] scale``, far below all others where seen[j] is 0 and not 1; return the largest; j < width."""
    at = types.int64
    declared = types.float32(x, at, types.float32, seen, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        x, x_at, scale, seen, seen_at, width = arguments
        target, source, factor = build.gep(x, [x_at]), build.gep(seen, [seen_at]), _splat(build, scale)
        j, (most,), close = loop(build, width, WIDTH, [_full(_LOWEST)])
        depth = plus_product(build, _full(-_FAR), _load(build, source, j), _full(_FAR))
        line = plus_product(build, depth, _load(build, target, j), factor)
        store(build, target, j, line)
        (most,) = close([_larger(build, line, most)])
        return folded(build, most, lambda one, other: _larger(build, one, other))

    return declared, generate


@intrinsic
def scale_seen(typing, x, x_at, scale, seen, seen_at, width):
    """``x[j] = x[j] seen[j] scale`` for j < width, a multiple of 16."""
    at = types.int64
    declared = types.void(x, at, types.float32, seen, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        x, x_at, scale, seen, seen_at, width = arguments
        target, source, factor = build.gep(x, [x_at]), build.gep(seen, [seen_at]), _splat(build, scale)
        j, _, close = loop(build, width, WIDTH, [])
        # Zeros before they are scaled: so small a number takes a hundred times as long to multiply.
        line = build.fmul(_load(build, target, j), _load(build, source, j))
        store(build, target, j, build.fmul(line, factor))
        close([])
        return context.get_dummy_value()

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


def _larger(build: Any, one: Any, other: Any) -> Any:
    return build.select(build.fcmp_ordered(">", one, other), one, other)


def _full(value: float) -> Any:
    return full(_FLOAT, value, WIDTH)


def _load(build: Any, pointer: Any, at: Any) -> Any:
    return load(build, pointer, at, WIDTH)


def _splat(build: Any, value: Any) -> Any:
    return splat(build, value, WIDTH)
