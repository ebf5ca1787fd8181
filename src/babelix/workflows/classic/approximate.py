"""A curve to sums of neurons, several sizes, several restarts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.seeds import derive
from babelix.classic.approximator import ACTIVATIONS, Approximator, fit, rmse
from babelix.classic.curves import Curve, curve_of_function, curve_of_points

FUNCTION, INTERVAL, SAMPLES = "wave", (-1.0, 1.0), 400


@dataclass(frozen=True)
class Sum:
    """Sums of `p` neurons: the error of every restart, in their order, and the best restart's sum and largest error."""

    p: int
    rmse: tuple[float, ...]
    best: Approximator
    largest: float

    @property
    def median(self) -> float:
        """The median error over the restarts."""
        return float(np.median(self.rmse))

    @property
    def least(self) -> float:
        """The error of the best restart."""
        return min(self.rmse)


@dataclass(frozen=True)
class Approximation:
    """A curve and the sums fitted to it, in the order asked for."""

    curve: Curve
    sums: tuple[Sum, ...]

    @property
    def activation(self) -> str:
        """The name of phi."""
        return self.sums[0].best.activation


@checked
def approximate(
    function: str | None = None,
    points: Path | None = None,
    neurons: Sequence[int] = (6, 20),
    restarts: int = 10,
    interval: Sequence[float] | None = None,
    activation: str = "tanh",
    seed: int = 0,
    listener: Listener = silent,
) -> Approximation:
    """Fit sums of each number of `neurons` to a named or written function, or to the points of a file, `FUNCTION` else.

    Raises `RequestError` for both or for what is neither, an interval beside points, no neurons or one number twice, an
    unknown activation,
    and more numbers to find than points to find them from.
    """
    if function is not None and points is not None:
        raise RequestError("give either `function` or `points`, not both", setting=("function", "points"))
    if points is not None and interval is not None:
        raise RequestError(
            "`interval` goes with `function`; `points` have their own x",
            setting=("interval", "function", "points"),
        )
    if not neurons:
        raise RequestError("`neurons`: expected at least one number", setting="neurons")
    for p in neurons:
        at_least(1, neurons=p)
    if twice := next((p for p in neurons if list(neurons).count(p) > 1), None):
        raise RequestError(f"`neurons`: {twice} stands there twice; give each number once", setting="neurons")
    at_least(1, restarts=restarts)
    at_least(0, seed=seed)
    if activation not in ACTIVATIONS:
        raise RequestError(
            f"`activation` {activation!r}: expected one of {', '.join(ACTIVATIONS)}"
            f"{did_you_mean(activation, ACTIVATIONS)}",
            setting="activation",
        )
    curve = (
        curve_of_points(points)
        if points
        else curve_of_function(FUNCTION if function is None else function, _ends(interval), SAMPLES)
    )
    if 3 * max(neurons) > len(curve.x):
        raise RequestError(
            f"`neurons` {max(neurons)}: {3 * max(neurons):,} numbers cannot be told from {len(curve.x):,} points; "
            f"expected at most {len(curve.x) // 3}",
            setting="neurons",
        )
    # A fit of p neurons takes some p * p times as long: the time left is told by that.
    report = Reporter(listener, "fit", restarts * sum(p * p for p in neurons), "p²", every=0.1)
    return Approximation(curve, tuple(_fitted(curve, p, restarts, activation, seed, report) for p in neurons))


def _ends(interval: Sequence[float] | None) -> tuple[float, float]:
    if interval is None:
        return INTERVAL
    if len(interval) != 2:
        raise RequestError(f"`interval`: expected two numbers, got {len(interval)}", setting="interval")
    return interval[0], interval[1]


def _fitted(curve: Curve, p: int, restarts: int, activation: str, seed: int, report: Reporter) -> Sum:
    errors: list[float] = []
    best: tuple[float, NDArray[np.float64], Approximator] | None = None
    for restart in range(restarts):
        found = fit(curve.x, curve.y, p, activation, seed=derive(seed, restart))
        values = found(curve.test_x)
        errors.append(rmse(values, curve.test_y))
        if best is None or errors[-1] < best[0]:
            best = errors[-1], values, found
        report.advance(p * p, p=p, rmse=errors[-1])
    assert best is not None
    return Sum(p, tuple(errors), best[2], float(np.abs(best[1] - curve.test_y).max()))
