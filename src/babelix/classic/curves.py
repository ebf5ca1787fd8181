"""Curves to approximate: named ones, written ones, points of a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean
from babelix.classic.expression import parse
from babelix.classic.points import read_columns

CURVES: Mapping[str, str] = {
    "wave": "sin(3*x) + exp(-x)*sin(12*x)/3",
    "beats": "sin(3*pi*x) * cos(7*pi*x)",
    "fading": "cos(4*pi*x)*(1 - x) + x**2",
    "step": "step(x) + exp(-50*(x - 0.5)**2)",
}
"""Three smooth curves, and one with a jump and a bump."""
FINER = 10
"""Points of the grid on which an error is measured, for each that is fitted."""
_HELD_OUT = 5
_STEEP = 200
"""So many places are looked at nearer, those where it changes more than on both sides and of these the steepest."""
_BOUND = 1e4
"""A function that grows so many times between two places of an even grid is taken for one without a bound."""


@dataclass(frozen=True)
class Curve:
    """What is fitted, `x` and `y`, and what the error is measured on, `test_x` and `test_y`; all one-dimensional.

    `said` tells what the second is.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    test_x: NDArray[np.float64]
    test_y: NDArray[np.float64]
    said: str


def curve_of_function(function: str, interval: tuple[float, float], points: int) -> Curve:
    """Return a named curve of `CURVES` or a written one, at `points` places evenly over `interval`, ends included.

    The error is measured on a grid `FINER` times as fine. Raises `RequestError` for an expression that is none, an
    interval that is none, or a curve that is not finite there.
    """
    low, high = interval
    if not (np.isfinite([low, high, high - low]).all() and low < high):
        raise RequestError(
            f"`interval` {low:g},{high:g}: expected two numbers, the lower first", setting="interval"
        )
    if points < 2:
        raise RequestError(f"`samples` {points}: expected at least 2", setting="samples")
    if function.isidentifier() and function not in (*CURVES, "x", "e", "pi"):
        raise RequestError(
            f"`function` {function!r}: expected one of {', '.join(CURVES)} or an expression in x such as "
            f"'sin(3*x)'{did_you_mean(function, CURVES)}",
            setting="function",
        )
    expression = parse(CURVES.get(function, function))
    x = np.linspace(low, high, points)
    # The two grids meet at the ends alone, which are left out.
    test_x = np.linspace(low, high, FINER * (points - 1) + 2)[1:-1]
    y, test_y = expression(x), expression(test_x)
    for place, value in ((x, y), (test_x, test_y)):
        if not np.isfinite(value).all():
            wrong = int(np.argmin(np.isfinite(value)))
            raise RequestError(
                f"`function` {function!r} is {value[wrong]:g} at x = {place[wrong]:g}; "
                f"expected finite numbers on `interval` {low:g},{high:g}",
                setting=("function", "interval"),
            )
    if (near := pole(expression, test_x)) is not None:
        raise RequestError(
            f"`function` {function!r} leaves all bounds near x = {near:g}; "
            f"expected finite numbers on `interval` {low:g},{high:g}",
            setting=("function", "interval"),
        )
    return Curve(function, x, y, test_x, test_y, f"{len(test_x):,} places that were not fitted")


def pole(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]], x: NDArray[np.float64]
) -> float | None:
    """Return about where a function has no bound between the places `x`, None if it has one wherever it is steep.

    An even grid passes by the 0 of 1/x. Nearer and nearer to where it changes more than beside, a jump or a peak comes
    to rest, 1/x and the tangent do not. A gap that can be filled, sin(x)/x at 0, is none.
    """
    y = function(x)
    scale = float(np.abs(y).max())
    change = np.abs(np.diff(y))
    beside = np.maximum(np.append(change[1:], 0), np.insert(change[:-1], 0, 0))
    steep = np.flatnonzero((change >= beside) & (change > 0))
    steep = steep[np.argsort(-change[steep], kind="stable")[:_STEEP]]
    low, high = x[np.maximum(steep - 1, 0)], x[np.minimum(steep + 2, len(x) - 1)]
    for _ in range(5):
        near = np.linspace(low, high, 101, axis=1)  # a row each place
        y = function(near)
        boundless = np.isinf(y) | ((np.abs(y) > _BOUND * scale) & (scale > 0))
        if boundless.any():
            return float(near.flat[boundless.argmax()])
        steepest, rows = np.nan_to_num(np.abs(np.diff(y, axis=1))).argmax(1), np.arange(len(near))
        low, high = near[rows, np.maximum(steepest - 1, 0)], near[rows, np.minimum(steepest + 2, 100)]
    return None


def curve_of_points(path: Path) -> Curve:
    """Return the points of a file of two columns, x and y, by x; every fifth is held out for the error, the ends not.

    Raises `RequestError` for a file that `read_columns` refuses, fewer than 10 points, or one x alone.
    """
    x, y = read_columns(path, 2).T
    if len(x) < 10:
        raise RequestError(f"{path}: expected at least 10 points, got {len(x)}")
    if x.min() == x.max():
        raise RequestError(f"{path}: every x is {x[0]:g}; expected points along x")
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    held_out = np.arange(len(x)) % _HELD_OUT == _HELD_OUT // 2
    held_out[-1] = False
    said = f"{held_out.sum():,} of {len(x):,} points, which were not fitted"
    return Curve(path.name, x[~held_out], y[~held_out], x[held_out], y[held_out], said)
