# mypy: allow-untyped-defs, allow-untyped-calls
"""Vector operations for the kernels, eight doubles at a time, written in LLVM's own language through numba.

numba's loops reach a third of their speed here: for 10 states a step of the forward recursion takes 17 ns with
`propagate` and 39 to 61 ns as loops, and the run time does not depend on a recompilation for every number of states.
All arrays are flat and contiguous, or pointers; rows are padded with zeros to a multiple of `WIDTH`.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.base.vectors import LANE, folded, full, load, loop, plus_product, splat, store, whole
from babelix.chromatin.markov.passes.tables import WIDTH

# Products and sums are fused, always in the same way: results do not depend on threads.
_ZERO = full(ir.DoubleType(), 0.0, WIDTH)


@intrinsic
def propagate(typing, out, out_at, x, x_at, matrix, matrix_at, b, b_at, scale, rows, width):
    """``out[j] = (sum_i x[i] matrix[i, j]) b[j] scale`` for j < width, i < rows (even); return sum_j out[j]."""
    at, number = types.int64, types.float64
    declared = number(out, at, x, at, matrix, at, b, at, number, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        target, source, table, weight = (
            _pointer(context, build, signature, arguments, k) for k in (0, 2, 4, 6)
        )
        factor, rows, width = arguments[8:]
        scaled = _splat(build, factor)
        eights = build.and_(rows, whole(-WIDTH))

        def block(j: Any, blocks: int, total: Any) -> Any:
            """Work out `blocks` x WIDTH columns from `j` on; return `total` plus their sum."""

            def add_rows(sums: list[Any], first: Any, values: list[Any]) -> list[Any]:
                """Add the rows from `first` on, each times its splat value; even and odd ones apart."""
                row = build.add(build.mul(first, width), j)
                for lane, value in enumerate(values):
                    for n in range(blocks):
                        place = build.add(row, whole(n * WIDTH))
                        own = (lane % 2) * blocks + n
                        sums[own] = plus_product(build, sums[own], value, _load(build, table, place))
                    row = build.add(row, width)
                return sums

            # Eight rows at a time, then the last ones in pairs: 10 states cost 10 rows, not the 16 of the padding.
            i, sums, close_rows = loop(build, eights, WIDTH, [_ZERO] * (2 * blocks))
            values = _load(build, source, i)
            lanes = [ir.Constant(ir.VectorType(LANE, WIDTH), [lane] * WIDTH) for lane in range(WIDTH)]
            sums = close_rows(
                add_rows([*sums], i, [build.shuffle_vector(values, values, lane) for lane in lanes])
            )
            i, sums, close_rows = loop(build, build.sub(rows, eights), 2, sums)
            i = build.add(eights, i)
            pair = [_scalar(build, source, build.add(i, whole(n))) for n in range(2)]
            sums = add_rows([*sums], i, pair)
            sums = close_rows(sums)
            for n in range(blocks):
                place = build.add(j, whole(n * WIDTH))
                both = build.fadd(sums[n], sums[blocks + n])
                result = build.fmul(both, build.fmul(_load(build, weight, place), scaled))
                store(build, target, place, result)
                total = build.fadd(total, result)
            return total

        pairs = build.and_(width, whole(-2 * WIDTH))
        j, (total,), close = loop(build, pairs, 2 * WIDTH, [_ZERO])
        (total,) = close([block(j, 2, total)])
        rest = build.sub(width, pairs)
        j, (total,), close = loop(build, rest, WIDTH, [total])
        (total,) = close([block(build.add(pairs, j), 1, total)])
        return folded(build, total, build.fadd)

    return declared, generate


@intrinsic
def add_outer(typing, out, out_at, x, x_at, y, y_at, scale, rows, width):
    """``out[i, j] += scale x[i] y[j]`` for i < rows (even), j < width."""
    at, number = types.int64, types.float64
    declared = types.void(out, at, x, at, y, at, number, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        target, left, right = (_pointer(context, build, signature, arguments, k) for k in (0, 2, 4))
        factor, rows, width = arguments[6:]
        scale = _splat(build, factor)

        def block(j: Any, blocks: int) -> None:
            """Add `blocks` x WIDTH columns from `j` on: their part of y stays in registers, two rows at a time."""
            places = [build.add(j, whole(n * WIDTH)) for n in range(blocks)]
            columns = [build.fmul(_load(build, right, place), scale) for place in places]
            i, _, close = loop(build, rows, 2, [])
            for n in range(2):
                row = build.add(i, whole(n))
                value = _scalar(build, left, row)
                for place, column in zip(places, columns, strict=True):
                    cell = build.add(build.mul(row, width), place)
                    store(build, target, cell, plus_product(build, _load(build, target, cell), value, column))
            close([])

        pairs = build.and_(width, whole(-2 * WIDTH))
        j, _, close = loop(build, pairs, 2 * WIDTH, [])
        block(j, 2)
        close([])
        j, _, close = loop(build, build.sub(width, pairs), WIDTH, [])
        block(build.add(pairs, j), 1)
        close([])
        return context.get_dummy_value()

    return declared, generate


@intrinsic
def dot(typing, x, x_at, y, y_at, width):
    """Return sum_j x[j] y[j] for j < width."""
    at = types.int64
    declared = types.float64(x, at, y, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        left, right = (_pointer(context, build, signature, arguments, k) for k in (0, 2))
        j, (total,), close = loop(build, arguments[4], WIDTH, [_ZERO])
        (total,) = close([plus_product(build, total, _load(build, left, j), _load(build, right, j))])
        return folded(build, total, build.fadd)

    return declared, generate


@intrinsic
def multiply(typing, out, out_at, x, x_at, y, y_at, width):
    """``out[j] = x[j] y[j]`` for j < width."""
    at = types.int64
    declared = types.void(out, at, x, at, y, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        target, left, right = (_pointer(context, build, signature, arguments, k) for k in (0, 2, 4))
        j, _, close = loop(build, arguments[6], WIDTH, [])
        store(build, target, j, build.fmul(_load(build, left, j), _load(build, right, j)))
        close([])
        return context.get_dummy_value()

    return declared, generate


@intrinsic
def add_product(typing, out, out_at, x, x_at, y, y_at, scale, width):
    """``out[j] += scale x[j] y[j]`` for j < width."""
    at, number = types.int64, types.float64
    declared = types.void(out, at, x, at, y, at, number, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        target, left, right = (_pointer(context, build, signature, arguments, k) for k in (0, 2, 4))
        factor, width = arguments[6:]
        j, _, close = loop(build, width, WIDTH, [])
        product = build.fmul(_load(build, left, j), _load(build, right, j))
        store(build, target, j, plus_product(build, _load(build, target, j), _splat(build, factor), product))
        close([])
        return context.get_dummy_value()

    return declared, generate


def _pointer(context: Any, build: Any, signature: Any, arguments: Any, k: int) -> Any:
    if isinstance(signature.args[k], types.CPointer):
        return build.gep(arguments[k], [arguments[k + 1]])
    array = context.make_array(signature.args[k])(context, build, arguments[k])
    return build.gep(array.data, [arguments[k + 1]])


def _scalar(build: Any, pointer: Any, at: Any) -> Any:
    return _splat(build, build.load(build.gep(pointer, [at])))


def _splat(build: Any, value: Any) -> Any:
    return splat(build, value, WIDTH)


def _load(build: Any, pointer: Any, at: Any) -> Any:
    return load(build, pointer, at, WIDTH)
