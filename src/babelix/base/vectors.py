"""Vectors of numbers in LLVM's own language, for functions that numba compiles: what the kernels of rooms are made of.

A vector has the kind of number that the pointer it is loaded from points to, and the width it is asked for. Whoever
compiles with these names this module among the `sources` of its `babelix.base.native.Native`.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir

INT, LANE = ir.IntType(64), ir.IntType(32)
# A product and the sum it goes into are rounded once. By name, as flags: third, they are taken for the result's name.
FUSED = ("contract",)
_BYTES = {"i8": 1, "i32": 4, "float": 4, "double": 8}


def whole(value: int) -> Any:
    """Return a whole number."""
    return ir.Constant(INT, value)


def full(kind: Any, value: float, width: int) -> Any:
    """Return a vector of one value."""
    return ir.Constant(ir.VectorType(kind, width), [ir.Constant(kind, value)] * width)


def loop(
    build: Any, end: Any, step: int, carried: list[Any]
) -> tuple[Any, list[Any], Callable[[list[Any]], Any]]:
    """Open ``for i in range(0, end, step)``; the third result closes it with the next values of `carried`."""
    before = build.block
    head, body, leave = (build.append_basic_block(name) for name in ("head", "body", "leave"))
    build.branch(head)
    build.position_at_end(head)
    i, values = build.phi(INT), [build.phi(value.type) for value in carried]
    i.add_incoming(whole(0), before)
    for phi, value in zip(values, carried, strict=True):
        phi.add_incoming(value, before)
    build.cbranch(build.icmp_signed("<", i, end), body, leave)
    build.position_at_end(body)

    def close(following: list[Any]) -> list[Any]:
        i.add_incoming(build.add(i, whole(step)), build.block)
        for phi, value in zip(values, following, strict=True):
            phi.add_incoming(value, build.block)
        build.branch(head)
        build.position_at_end(leave)
        return values

    return i, values, close


def splat(build: Any, value: Any, width: int) -> Any:
    """Return a vector of a value that is known when the function runs."""
    undefined = ir.Constant(ir.VectorType(value.type, width), ir.Undefined)
    single = build.insert_element(undefined, value, ir.Constant(LANE, 0))
    return build.shuffle_vector(single, undefined, ir.Constant(ir.VectorType(LANE, width), [0] * width))


def load(build: Any, pointer: Any, at: Any, width: int) -> Any:
    """Return the vector that begins `at` numbers behind a pointer."""
    kind = pointer.type.pointee
    loaded = build.load(build.bitcast(build.gep(pointer, [at]), ir.VectorType(kind, width).as_pointer()))
    loaded.align = _BYTES[str(kind)]
    return loaded


def store(build: Any, pointer: Any, at: Any, value: Any) -> None:
    """Put a vector where it begins `at` numbers behind a pointer."""
    place = build.bitcast(build.gep(pointer, [at]), value.type.as_pointer())
    build.store(value, place).align = _BYTES[str(value.type.element)]


def plus_product(build: Any, total: Any, x: Any, y: Any) -> Any:
    """Return ``total + x y``, rounded once where the processor can."""
    return build.fadd(total, build.fmul(x, y, flags=FUSED), flags=FUSED)


def folded(build: Any, vector: Any, join: Callable[[Any, Any], Any]) -> Any:
    """Return the numbers of a vector joined: halves with each other until one is left."""
    width = vector.type.count
    while width > 1:
        half = width // 2
        undefined = ir.Constant(vector.type, ir.Undefined)
        lanes = [
            ir.Constant(ir.VectorType(LANE, half), list(range(start, start + half))) for start in (0, half)
        ]
        vector = join(*(build.shuffle_vector(vector, undefined, lane) for lane in lanes))
        width = half
    return build.extract_element(vector, ir.Constant(LANE, 0))
