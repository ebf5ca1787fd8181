# mypy: allow-untyped-defs, allow-untyped-calls
"""Vector operations for the kernels, eight doubles at a time, written in LLVM's own language through numba.

numba's loops reach a third of their speed here: for 10 states a step of the forward recursion takes 17 ns with
`propagate` and 39 to 61 ns as loops, and the run time does not depend on a recompilation for every number of states.
All arrays are flat and contiguous, or pointers; rows are padded with zeros to a multiple of `WIDTH`.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.chromatin.markov.passes.tables import WIDTH

_DOUBLE, _INT, _LANE = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
_VECTOR = ir.VectorType(_DOUBLE, WIDTH)
_ZERO = ir.Constant(_VECTOR, [0.0] * WIDTH)
# Products and sums may be fused and regrouped, always in the same way: results do not depend on threads.
_FLAGS = ("contract", "reassoc", "nsz")


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
        eights = build.and_(rows, ir.Constant(_INT, -WIDTH))

        def block(j: Any, blocks: int, total: Any) -> Any:
            """Work out `blocks` x WIDTH columns from `j` on; return `total` plus their sum."""

            def add_rows(sums: list[Any], first: Any, values: list[Any]) -> list[Any]:
                """Add the rows from `first` on, each times its splat value; even and odd ones apart."""
                row = build.add(build.mul(first, width), j)
                for lane, value in enumerate(values):
                    for n in range(blocks):
                        place = build.add(row, ir.Constant(_INT, n * WIDTH))
                        own = (lane % 2) * blocks + n
                        sums[own] = _add_product(build, sums[own], value, _load(build, table, place))
                    row = build.add(row, width)
                return sums

            # Eight rows at a time, then the last ones in pairs: 10 states cost 10 rows, not the 16 of the padding.
            i, sums, close_rows = _loop(build, eights, WIDTH, [_ZERO] * (2 * blocks))
            values = _load(build, source, i)
            lanes = [ir.Constant(ir.VectorType(_LANE, WIDTH), [lane] * WIDTH) for lane in range(WIDTH)]
            sums = close_rows(
                add_rows([*sums], i, [build.shuffle_vector(values, values, lane) for lane in lanes])
            )
            i, sums, close_rows = _loop(build, build.sub(rows, eights), 2, sums)
            i = build.add(eights, i)
            pair = [_scalar(build, source, build.add(i, ir.Constant(_INT, n))) for n in range(2)]
            sums = add_rows([*sums], i, pair)
            sums = close_rows(sums)
            for n in range(blocks):
                place = build.add(j, ir.Constant(_INT, n * WIDTH))
                both = build.fadd(sums[n], sums[blocks + n], _FLAGS)
                result = build.fmul(both, build.fmul(_load(build, weight, place), scaled, _FLAGS), _FLAGS)
                _store(build, target, place, result)
                total = build.fadd(total, result, _FLAGS)
            return total

        whole = build.and_(width, ir.Constant(_INT, -2 * WIDTH))
        j, (total,), close = _loop(build, whole, 2 * WIDTH, [_ZERO])
        (total,) = close([block(j, 2, total)])
        rest = build.sub(width, whole)
        j, (total,), close = _loop(build, rest, WIDTH, [total])
        (total,) = close([block(build.add(whole, j), 1, total)])
        return _sum(build, total)

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
            places = [build.add(j, ir.Constant(_INT, n * WIDTH)) for n in range(blocks)]
            columns = [build.fmul(_load(build, right, place), scale, _FLAGS) for place in places]
            i, _, close = _loop(build, rows, 2, [])
            for n in range(2):
                row = build.add(i, ir.Constant(_INT, n))
                value = _scalar(build, left, row)
                for place, column in zip(places, columns, strict=True):
                    cell = build.add(build.mul(row, width), place)
                    _store(
                        build, target, cell, _add_product(build, _load(build, target, cell), value, column)
                    )
            close([])

        whole = build.and_(width, ir.Constant(_INT, -2 * WIDTH))
        j, _, close = _loop(build, whole, 2 * WIDTH, [])
        block(j, 2)
        close([])
        j, _, close = _loop(build, build.sub(width, whole), WIDTH, [])
        block(build.add(whole, j), 1)
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
        j, (total,), close = _loop(build, arguments[4], WIDTH, [_ZERO])
        (total,) = close([_add_product(build, total, _load(build, left, j), _load(build, right, j))])
        return _sum(build, total)

    return declared, generate


@intrinsic
def multiply(typing, out, out_at, x, x_at, y, y_at, width):
    """``out[j] = x[j] y[j]`` for j < width."""
    at = types.int64
    declared = types.void(out, at, x, at, y, at, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        target, left, right = (_pointer(context, build, signature, arguments, k) for k in (0, 2, 4))
        j, _, close = _loop(build, arguments[6], WIDTH, [])
        _store(build, target, j, build.fmul(_load(build, left, j), _load(build, right, j), _FLAGS))
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
        j, _, close = _loop(build, width, WIDTH, [])
        product = build.fmul(_load(build, left, j), _load(build, right, j), _FLAGS)
        _store(build, target, j, _add_product(build, _load(build, target, j), _splat(build, factor), product))
        close([])
        return context.get_dummy_value()

    return declared, generate


def _pointer(context: Any, build: Any, signature: Any, arguments: Any, k: int) -> Any:
    if isinstance(signature.args[k], types.CPointer):
        return build.gep(arguments[k], [arguments[k + 1]])
    array = context.make_array(signature.args[k])(context, build, arguments[k])
    return build.gep(array.data, [arguments[k + 1]])


def _loop(
    build: Any, end: Any, step: int, carried: list[Any]
) -> tuple[Any, list[Any], Callable[[list[Any]], Any]]:
    """Open ``for i in range(0, end, step)``; the third result closes it with the next values of `carried`."""
    before = build.block
    head, body, leave = (build.append_basic_block(name) for name in ("head", "body", "leave"))
    build.branch(head)
    build.position_at_end(head)
    i = build.phi(_INT)
    i.add_incoming(ir.Constant(_INT, 0), before)
    values = []
    for value in carried:
        phi = build.phi(value.type)
        phi.add_incoming(value, before)
        values.append(phi)
    build.cbranch(build.icmp_signed("<", i, end), body, leave)
    build.position_at_end(body)

    def close(following: list[Any]) -> list[Any]:
        i.add_incoming(build.add(i, ir.Constant(_INT, step)), build.block)
        for phi, value in zip(values, following, strict=True):
            phi.add_incoming(value, build.block)
        build.branch(head)
        build.position_at_end(leave)
        return values

    return i, values, close


def _scalar(build: Any, pointer: Any, at: Any) -> Any:
    return _splat(build, build.load(build.gep(pointer, [at])))


def _splat(build: Any, value: Any) -> Any:
    undefined = ir.Constant(_VECTOR, ir.Undefined)
    single = build.insert_element(undefined, value, ir.Constant(_LANE, 0))
    return build.shuffle_vector(single, undefined, ir.Constant(ir.VectorType(_LANE, WIDTH), [0] * WIDTH))


def _load(build: Any, pointer: Any, at: Any) -> Any:
    loaded = build.load(build.bitcast(build.gep(pointer, [at]), _VECTOR.as_pointer()))
    loaded.align = 8
    return loaded


def _store(build: Any, pointer: Any, at: Any, value: Any) -> None:
    build.store(value, build.bitcast(build.gep(pointer, [at]), _VECTOR.as_pointer())).align = 8


def _add_product(build: Any, total: Any, x: Any, y: Any) -> Any:
    return build.fadd(total, build.fmul(x, y, _FLAGS), _FLAGS)


def _sum(build: Any, vector: Any) -> Any:
    width = WIDTH
    while width > 1:
        half = width // 2
        undefined = ir.Constant(ir.VectorType(_DOUBLE, width), ir.Undefined)
        halves = [
            build.shuffle_vector(
                vector, undefined, ir.Constant(ir.VectorType(_LANE, half), list(range(start, start + half)))
            )
            for start in (0, half)
        ]
        vector = build.fadd(*halves, _FLAGS)
        width = half
    return build.extract_element(vector, ir.Constant(_LANE, 0))
