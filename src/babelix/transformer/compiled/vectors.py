# mypy: allow-untyped-defs, allow-untyped-calls
"""What the search's kernels ask of LLVM itself: products called by address, and which scores are worth a look."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from babelix.base.compiled.sums import WIDTH
from babelix.base.vectors import INT, LANE, load, splat, whole

_FLOAT = ir.FloatType()


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
def first_above(typing, x, x_at, begin, width, bound):
    """Return the first multiple of 16 from `begin` on where some of 16 numbers is above `bound`, or `width`."""
    at = types.int64
    declared = types.int64(x, at, at, at, types.float32)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        x, x_at, begin, width, bound = arguments
        source, limit = build.gep(x, [x_at]), splat(build, bound, WIDTH)
        before = build.block
        head, body, leave = (build.append_basic_block(name) for name in ("head", "body", "leave"))
        build.branch(head)
        build.position_at_end(head)
        j = build.phi(INT)
        j.add_incoming(begin, before)
        build.cbranch(build.icmp_signed("<", j, width), body, leave)
        build.position_at_end(body)
        above = build.bitcast(
            build.fcmp_ordered(">", load(build, source, j, WIDTH), limit), ir.IntType(WIDTH)
        )
        j.add_incoming(build.add(j, whole(WIDTH)), body)
        build.cbranch(build.icmp_unsigned("!=", above, ir.Constant(ir.IntType(WIDTH), 0)), leave, head)
        build.position_at_end(leave)
        return j

    return declared, generate
