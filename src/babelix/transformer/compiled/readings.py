# mypy: allow-untyped-defs, allow-untyped-calls
"""How a product reads its weights, sixteen at a time: the kind of a pointer says what lies behind it.

    float32   a weight is what lies there
    uint16    bfloat16: the upper half of a float32, whose lower half is zeros
    int8      a whole number times its column's scale

A weight that has been read is a float32, whatever it was read from: sums are to the bit those of float32 weights of the
same value. Places are counted in words of four bytes, of whatever kind.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.base.vectors import LANE, load, whole
from babelix.transformer.compiled.layout import PANEL, ROW_WORDS, head_words

WIDTH = 16
_FLOAT = ir.FloatType()
_WORDS = ir.VectorType(LANE, WIDTH)


class Reading(NamedTuple):
    """A panel's head and one of its rows in words; `read` gives the columns of a row, sixteen a vector."""

    is_narrow: bool
    head: int
    row: int
    read: Callable[[Any, Any, list[Any]], list[Any]]


def reading(pointer: Any) -> Reading:
    """Return how weights behind a pointer of numba's are read."""
    kind = str(pointer.dtype)
    read = {"float32": _whole, "uint16": _halves, "int8": _scaled}[kind]
    return Reading(kind != "float32", head_words(kind), ROW_WORDS[kind], read)


def words(build, pointer, at):
    """Return a pointer to words, `at` words behind one to weights."""
    return build.gep(build.bitcast(pointer, LANE.as_pointer()), [at])


def floats(build, pointer):
    """Return a pointer to words as one to floats."""
    return build.bitcast(pointer, _FLOAT.as_pointer())


def head(build, made, panel):
    """Return the biases that a panel begins with, and behind them the scales where it has any."""
    return [load(build, floats(build, panel), whole(n * WIDTH), WIDTH) for n in range(made.head // WIDTH)]


def _whole(build, row, scales):
    return [load(build, floats(build, row), whole(n * WIDTH), WIDTH) for n in range(PANEL // WIDTH)]


def _halves(build, row, scales):
    """Columns 0 to 15 are the lower halves of a row's words, 16 to 31 the upper ones."""
    both = load(build, row, whole(0), WIDTH)
    upper = ir.Constant(_WORDS, [0xFFFF0000] * WIDTH)
    lower = build.shl(both, ir.Constant(_WORDS, [16] * WIDTH))
    return [build.bitcast(each, ir.VectorType(_FLOAT, WIDTH)) for each in (lower, build.and_(both, upper))]


def _scaled(build, row, scales):
    byte = build.bitcast(row, ir.IntType(8).as_pointer())
    found = []
    for n, scale in enumerate(scales):
        number = build.sext(load(build, byte, whole(n * WIDTH), WIDTH), _WORDS)
        found.append(build.fmul(build.sitofp(number, ir.VectorType(_FLOAT, WIDTH)), scale))
    return found


@intrinsic
def panel_words(typing, w, depth):
    """Return the words of a panel: its head and `depth` rows."""
    made = reading(w)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        return build.add(whole(made.head), build.mul(arguments[1], whole(made.row)))

    return types.int64(w, types.int64), generate


@intrinsic
def row_words(typing, w):
    """Return the words of a panel's row."""
    made = reading(w)
    return types.int64(w), lambda context, build, signature, arguments: whole(made.row)


@intrinsic
def in_floats(typing, w, w_at, near):
    """Return where a panel lies in float32: in its place, or in `near`, where the first tile that read it wrote it."""
    made = reading(w)
    declared = types.CPointer(types.float32)(w, types.int64, types.CPointer(types.float32))

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        w, w_at, near = arguments
        return near if made.is_narrow else floats(build, words(build, w, w_at))

    return declared, generate
