"""Is the end in sight: the share of the genome covered by more and more cells, factors and peaks."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.results import Coverage
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save

_WAYS = {"signal": "one signal threshold for all files", "rank": "each file's own strongest"}


def draw_saturation(found: Coverage, path: str | Path, dots: int = 150) -> None:
    """Write a panel for each column that files are grouped by and one for the peaks' strength.

    Raises `RequestError` where there is neither.
    """
    panels = len(found.curves) + bool(found.thresholds)
    if not panels:
        raise RequestError("files are not grouped and have no signal: there is no saturation to draw")
    figure = canvas(4.3 * panels, 3.7, layout="constrained")
    row = figure.subplots(1, panels, squeeze=False)[0]
    top = 0.0
    for place, (axes, curve) in enumerate(zip(row, found.curves, strict=False)):
        share = 100 / found.genome_bases
        number = np.arange(1, len(curve.names) + 1)
        colour = HEAD_COLOURS[place]
        axes.fill_between(number, curve.low * share, curve.high * share, color=colour, alpha=0.2, linewidth=0)
        axes.plot(number, curve.mean * share, color=colour, marker="o", markersize=3)
        axes.plot(np.ones(len(number)), curve.alone * share, ".", color=QUIET, markersize=4)
        axes.set_xlabel(f"number of {_many(curve.column)}", fontsize=8, color=INK)
        axes.set_title(
            f"the last {curve.column} still adds {100 * curve.last_gain():.1f} %", fontsize=9, color=INK
        )
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        top = max(top, float(curve.high.max() * share))
    if found.thresholds:
        top = max(top, _draw_thresholds(row[-1], found))
    for axes in row:
        axes.set_ylim(0, 1.08 * top)
        _dress(axes)
    row[0].set_ylabel("% of the counted genome covered", fontsize=8, color=INK)
    save(figure, path, dots)


def _draw_thresholds(axes: Axes, found: Coverage) -> float:
    top = 0.0
    names = list(dict.fromkeys(step.annotation for step in found.thresholds))
    for place, name in enumerate(names):
        for by, line in (("signal", "-"), ("rank", "--")):
            steps = [each for each in found.thresholds if (each.annotation, each.by) == (name, by)]
            shares = [100 * each.bases / found.genome_bases for each in steps]
            label = _WAYS[by] if len(names) == 1 else f"{name}: {_WAYS[by]}"
            axes.plot(
                [100 * each.kept for each in steps],
                shares,
                line,
                color=HEAD_COLOURS[2 + place % 8],
                label=label,
            )
            top = max(top, *shares)
    axes.set_xlabel("% of the peaks kept, strongest first", fontsize=8, color=INK)
    axes.set_title("what weaker peaks add", fontsize=9, color=INK)
    axes.legend(fontsize=7, frameon=False, loc="upper left")
    return top


def _many(column: str) -> str:
    return column if column.endswith("s") else f"{column}s"


def _dress(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FRAME)
    axes.tick_params(labelsize=7, colors=QUIET)
