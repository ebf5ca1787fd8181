"""The lecture's figure: a curve and the sums of neurons that come near it, and the error against their number."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from babelix.views.classic.axes import bare
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.classic.approximate import Approximation, Sum

_SHOWN = 3


def draw_approximation(found: Approximation, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`: a panel for each of up to three sums, then the errors."""
    shown = shown_sums(found.sums)
    figure = canvas(3.6 * (len(shown) + 1), 3.5, layout="constrained")
    panels = figure.subplots(1, len(shown) + 1, squeeze=False)[0]
    for axes, one, colour in zip(panels, shown, HEAD_COLOURS, strict=False):
        _draw_sum(axes, found, one, colour)
    _draw_errors(panels[-1], found.sums)
    for axes in panels:
        bare(axes)
    figure.suptitle(
        f"{found.curve.name}:  f(x) = Σ cᵢ φ(aᵢ x + bᵢ),  φ = {found.activation}",
        fontsize=10, color=INK, x=0.01, ha="left",
    )  # fmt: skip
    save(figure, path, dots=140)


def shown_sums(sums: Sequence[Sum]) -> list[Sum]:
    """Return the sums to draw, by their size: all, or the smallest, the middle one and the largest of many."""
    ordered = sorted({each.p: each for each in sums}.values(), key=lambda each: each.p)
    if len(ordered) <= _SHOWN:
        return ordered
    return [ordered[0], ordered[len(ordered) // 2], ordered[-1]]


def _draw_sum(axes: Axes, found: Approximation, one: Sum, colour: str) -> None:
    curve = found.curve
    x = np.linspace(curve.x.min(), curve.x.max(), 1001)
    parts = one.best.neurons(x)
    values = parts.sum(1)
    low, high = float(min(curve.y.min(), values.min())), float(max(curve.y.max(), values.max()))
    room = 0.35 * (high - low or 1.0)
    axes.plot(x, parts, color=FRAME, linewidth=0.7, zorder=1)
    axes.plot(*_finest(found), color=INK, linewidth=2.2, alpha=0.35, zorder=2, label="the curve")
    axes.plot(x, values, color=colour, linewidth=1.2, zorder=3, label=f"p = {one.p}")
    axes.plot([], [], color=FRAME, linewidth=0.7, label="its neurons")
    axes.set_ylim(low - room / 3, high + room)
    axes.set_title(f"p = {one.p}, best of {len(one.rmse)}: RMSE {one.least:.2g}", fontsize=9, color=INK)
    axes.set_xlabel("x", fontsize=8, color=INK)
    axes.legend(fontsize=7, frameon=False, ncols=3, loc="upper center", columnspacing=1.0, handlelength=1.2)


def _finest(found: Approximation) -> tuple[np.ndarray, np.ndarray]:
    """Return all places where the curve is known, in order, with its values."""
    x = np.concatenate([found.curve.x, found.curve.test_x])
    order = np.argsort(x, kind="stable")
    return x[order], np.concatenate([found.curve.y, found.curve.test_y])[order]


def _draw_errors(axes: Axes, sums: Sequence[Sum]) -> None:
    for one in sums:
        axes.scatter(
            [one.p] * len(one.rmse), _above_nothing(one.rmse), s=12, color=QUIET, alpha=0.6, linewidth=0
        )
    ordered = sorted(sums, key=lambda each: each.p)
    places = [each.p for each in ordered]
    axes.plot(places, _above_nothing([each.median for each in ordered]), color=INK, marker="_", markersize=12)
    axes.set_yscale("log")
    axes.set_xticks(sorted(set(places)))
    axes.set_xlim(min(places) - 2, max(places) + 2)
    axes.set_xlabel("neurons p", fontsize=8, color=INK)
    axes.set_title(f"RMSE of {len(sums[0].rmse)} restarts, median", fontsize=9, color=INK)


def _above_nothing(errors: Sequence[float]) -> list[float]:
    """Return errors for a logarithmic axis, where 0 has no place: at least a double's last digit."""
    return [max(each, 1e-16) for each in errors]
