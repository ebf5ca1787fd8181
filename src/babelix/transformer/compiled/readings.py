# mypy: allow-untyped-defs, allow-untyped-calls
"""How a product reads its weights, sixteen at a time: the kind of a pointer says what lies behind it.

    float32   a weight is what lies there
    uint16    bfloat16: the upper half of a float32, whose lower half is zeros
    int8      a whole number times its column's scale
    uint8     the same, for rows that are whole numbers too (`byte_sums`): four rows of a panel lie side by side, a word
              a column

Of the first three a weight that has been read is a float32, whatever it was read from: sums are to the bit those of
float32 weights of the same value. Of the last, sums are whole numbers, and exact. Places are counted in words of four
bytes, of whatever kind.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from babelix.base.vectors import LANE, load, plus_product, splat, whole
from babelix.transformer.compiled.byte_sums import plus_dot
from babelix.transformer.compiled.layout import DEEP, PANEL, ROW_WORDS, head_words

WIDTH = 16
_FLOAT = ir.FloatType()
_WORDS = ir.VectorType(LANE, WIDTH)
_VECTORS = PANEL // WIDTH


class Reading(NamedTuple):
    """A panel's head and one of its rows in words, and how what lies there is read.

    `read` gives the columns of a row, sixteen a vector. `is_widened` tells whether they are float32 that were narrower,
    and `is_whole` whether rows are whole numbers.
    """

    is_widened: bool
    is_whole: bool
    head: int
    row: int
    read: Callable[[Any, Any, list[Any]], list[Any]]

    def starts(self, build: Any, head: list[Any]) -> list[Any]:
        """Return what the sums of a panel's columns begin with."""
        if self.is_whole:
            return [build.bitcast(each, _WORDS) for each in head[2 * _VECTORS :]]
        return head[:_VECTORS]

    def value(self, build: Any, row: Any, k: Any) -> Any:
        """Return a number of a row of x, or four of them in a word, sixteen times."""
        pointer = build.bitcast(row, LANE.as_pointer()) if self.is_whole else row
        return splat(build, build.load(build.gep(pointer, [k])), WIDTH)

    def plus(self, build: Any, total: Any, value: Any, weight: Any) -> Any:
        """Return a sum with one more product, or four."""
        return (plus_dot if self.is_whole else plus_product)(build, total, value, weight)

    def finished(self, build: Any, sums: list[Any], head: list[Any], row: Any, depth: Any) -> list[Any]:
        """Return the sums of a row with a panel's columns as numbers: whole ones by their scales, and the biases."""
        if not self.is_whole:
            return sums
        scale, found = splat(build, build.load(build.gep(row, [depth])), WIDTH), []
        for n, total in enumerate(sums):
            number = build.fmul(build.sitofp(total, ir.VectorType(_FLOAT, WIDTH)), head[_VECTORS + n])
            found.append(plus_product(build, head[n], number, scale))
        return found


def reading(pointer: Any) -> Reading:
    """Return how weights behind a pointer of numba's are read."""
    kind = str(pointer.dtype)
    read = {"float32": _whole, "uint16": _halves, "int8": _scaled, "uint8": _words}[kind]
    return Reading(kind in ("uint16", "int8"), kind in DEEP, head_words(kind), ROW_WORDS[kind], read)


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


def _words(build, row, scales):
    return [load(build, row, whole(n * WIDTH), WIDTH) for n in range(PANEL // WIDTH)]


@intrinsic
def panel_words(typing, w, depth):
    """Return the words of a panel: its head and `depth` rows, or `depth` times as many as lie side by side."""
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
def rows_together(typing, w):
    """Return how many rows of a panel lie side by side."""
    made = reading(w)
    return types.int64(w), lambda context, build, signature, arguments: whole(4 if made.is_whole else 1)


@intrinsic
def again(typing, w, w_at, near):
    """Return where a panel lies that was read once: in its place, or in `near` if it was written there in float32."""
    made = reading(w)
    declared = (types.CPointer(types.float32) if made.is_widened else w)(w, types.int64, near)

    def generate(context: Any, build: Any, signature: Any, arguments: Any) -> Any:
        w, w_at, near = arguments
        return near if made.is_widened else build.bitcast(words(build, w, w_at), w.type)

    return declared, generate
