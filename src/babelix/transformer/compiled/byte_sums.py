# mypy: allow-untyped-defs, allow-untyped-calls
"""Products of whole numbers of one byte, four a word, with sums that are exact.

A row x of activations is rounded as a whole, by a scale of its own:

    x_k ~ s q_k,   q_k = round(127 x_k / max_j |x_j|),   s = max_j |x_j| / 127

(`transformer.rounding` says the same in torch). The processor's instruction takes one side without a sign, so q_k + 128
is what is kept, and a panel's sums begin with -128 times the sum of a column's weights.
"""

from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.base.vectors import LANE, folded, full, load, loop, splat, store, whole

WIDTH = 16
_FLOAT, _BYTE = ir.FloatType(), ir.IntType(8)
_VECTOR, _WORDS = ir.VectorType(_FLOAT, WIDTH), ir.VectorType(LANE, WIDTH)
_PAIRS = ir.VectorType(ir.IntType(16), 2 * WIDTH)
_HAS = llvmlite.binding.get_host_cpu_features()
# Below it a row is as good as zeros; its inverse is a number.
_LEAST = 1e-30


def plus_dot(build, total, values, weights):
    """Return ``total + sum_i values_i weights_i`` of each word's four bytes: values without a sign, weights with."""
    if _HAS.get("avx512vnni") and _HAS.get("avx512f"):
        return _instruction(build, 16, total, values, weights)
    if _HAS.get("avx512vnni") or _HAS.get("avxvnni"):
        halves = [
            _instruction(build, 8, *(_half(build, each, begin) for each in (total, values, weights)))
            for begin in (0, 8)
        ]
        both = ir.Constant(_WORDS, list(range(16)))
        return build.shuffle_vector(*halves, both)
    # Bytes 0 and 2 of each word, then 1 and 3, as pairs of sixteen bits: their products and the sum of two are one
    # instruction of older processors, which LLVM finds.
    for shift in (8, 0):
        value, weight = (build.bitcast(each, _PAIRS) for each in (values, weights))
        eight = ir.Constant(_PAIRS, [8] * 2 * WIDTH)
        if shift:
            value, weight = build.shl(value, eight), build.shl(weight, eight)
        value, weight = build.lshr(value, eight), build.ashr(weight, eight)
        wide = ir.VectorType(LANE, 2 * WIDTH)
        both = build.mul(build.zext(value, wide), build.sext(weight, wide))
        even, odd = (
            build.shuffle_vector(
                both, ir.Constant(wide, ir.Undefined), ir.Constant(_WORDS, list(range(i, 32, 2)))
            )
            for i in (0, 1)
        )
        total = build.add(total, build.add(even, odd))
    return total


def _instruction(build, width, *operands):
    """Have the processor do it, `width` words at once."""
    return _named(build, f"llvm.x86.avx512.vpdpbusd.{32 * width}", ir.VectorType(LANE, width), *operands)


def _named(build, name, kind, *operands):
    """Call an intrinsic of LLVM's that takes and gives vectors of one kind."""
    declared = ir.FunctionType(kind, [kind] * len(operands))
    function = build.module.globals.get(name) or ir.Function(build.module, declared, name)
    return build.call(function, operands)


def _half(build, vector, begin):
    lanes = ir.Constant(ir.VectorType(LANE, 8), list(range(begin, begin + 8)))
    return build.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), lanes)


@intrinsic
def round_row(typing, x, x_at, depth, out, out_at):
    """Write a row of x, `depth` numbers, a multiple of 16, as bytes in words, and its scale behind them.

    What is no number makes the scale none.
    """
    at = types.int64
    declared = types.void(x, at, at, out, at)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        x, x_at, depth, out, out_at = arguments
        source, target = build.gep(x, [x_at]), build.gep(out, [out_at])
        zeros = full(_FLOAT, 0.0, WIDTH)

        def larger(one, other):
            return build.select(build.fcmp_ordered(">", one, other), one, other)

        j, (most, odd), close = loop(build, depth, WIDTH, [zeros, zeros])
        value = load(build, source, j, WIDTH)
        absolute = larger(value, build.fsub(zeros, value))
        # The difference of a number and itself is zero; of what is none, none.
        most, odd = close([larger(absolute, most), build.fadd(odd, build.fsub(value, value))])
        largest = larger(folded(build, most, larger), ir.Constant(_FLOAT, _LEAST))
        unit = ir.Constant(_FLOAT, 127.0)
        factor = splat(build, build.fdiv(unit, largest), WIDTH)
        j, _, close = loop(build, depth, WIDTH, [])
        number = build.fmul(load(build, source, j, WIDTH), factor)
        number = build.select(build.fcmp_ordered("ord", number, number), number, zeros)
        rounded = _named(build, f"llvm.rint.v{WIDTH}f32", _VECTOR, number)
        q = build.add(build.fptosi(rounded, _WORDS), ir.Constant(_WORDS, [128] * WIDTH))
        store(
            build, build.bitcast(target, _BYTE.as_pointer()), j, build.trunc(q, ir.VectorType(_BYTE, WIDTH))
        )
        close([])
        scale = build.fadd(build.fdiv(largest, unit), folded(build, odd, build.fadd))
        build.store(scale, build.gep(target, [build.udiv(depth, whole(4))]))
        return context.get_dummy_value()

    return declared, generate
