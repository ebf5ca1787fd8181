"""How well marks tell expression: predicted against measured, and what each mark weighs."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from babelix.enrichment.expression.results import Expression, Score
from babelix.views.drawing import HEAD_COLOURS, INK, QUIET, canvas, save


def draw_expression(found: Expression, path: str | Path) -> None:
    """Draw predicted against measured logarithms of all genes, and the weights of marks with ranges; PNG or SVG."""
    marks = found.weights
    body = any(each.body is not None for each in marks)
    figure = canvas(9.5, max(4.2, 0.3 * len(marks) + 1.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1))
    _scatter(left, found)
    around = [(each.around, each.around_folds) for each in marks]
    _bars(right, around, -0.18 if body else 0, 0, "around the start")
    if body:
        along = [(each.body or 0.0, each.body_folds or (0.0, 0.0)) for each in marks]
        _bars(right, along, 0.18, 1, "along the gene")
        right.legend(frameon=False, fontsize=8, loc="best")
    right.set_yticks(range(len(marks)), [each.mark for each in marks])
    right.set_ylim(len(marks) - 0.5, -0.5)
    right.axvline(0, color=QUIET, lw=0.8, ls=":")
    right.set_xlabel("log2 by which a mark in all of it differs from none; line: folds", fontsize=8)
    right.set_title("weights of marks", color=INK, loc="left", fontsize=10)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=QUIET, labelsize=8)
    save(figure, path)


def _scatter(axes: Axes, found: Expression) -> None:
    border = np.log2(found.settings["on"] + found.settings["added"])
    on = found.measured >= border
    for which, colour, name in ((on, HEAD_COLOURS[0], "on"), (~on, HEAD_COLOURS[1], "off")):
        axes.plot(
            found.measured[which], found.predicted[which], ".", color=colour, ms=4, alpha=0.5, label=name
        )
    axes.axvline(border, color=QUIET, lw=0.8, ls=":")
    both = np.concatenate([found.measured, found.predicted])
    ends = [both.min(), both.max()]
    axes.plot(ends, ends, color=QUIET, lw=0.8)
    axes.set_xlabel(f"measured, log2({found.column} + {found.settings['added']:g})", fontsize=8)
    axes.set_ylabel("predicted by folds that never saw the gene", fontsize=8)
    title = f"r {_value(found.scores['r'])}, among genes that are on {_value(found.scores['r_on'])}"
    axes.set_title(title, color=INK, loc="left", fontsize=10)
    axes.legend(frameon=False, fontsize=8, loc="upper left", markerscale=2)


def _bars(
    axes: Axes, values: Sequence[tuple[float, tuple[float, float]]], shift: float, colour: int, name: str
) -> None:
    rows = np.arange(len(values)) + shift
    height = 0.32 if shift else 0.6
    axes.barh(rows, [value for value, _ in values], height, color=HEAD_COLOURS[colour], label=name)
    for row, (_, (low, high)) in zip(rows, values, strict=True):
        axes.plot([low, high], [row, row], color=INK, lw=1.5)


def _value(score: Score) -> str:
    return "none" if score.value is None else f"{score.value:.2f}"
