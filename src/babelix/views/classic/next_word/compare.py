"""Predictors of the next word compared: the test perplexity of every seed, and the minutes of one training."""

from pathlib import Path
from statistics import median

from babelix.views.classic.axes import bare
from babelix.views.drawing import HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.classic.next_word.compare import Compared


def draw_compared(found: Compared, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`."""
    figure = canvas(6.4, 0.7 + 0.34 * len(found.rows), layout="constrained")
    axes = figure.subplots()
    # Read downwards, as the table is.
    places = range(len(found.rows), 0, -1)
    for place, row in zip(places, found.rows, strict=True):
        colour = HEAD_COLOURS[0 if row.kind == found.best else 1]
        axes.plot(row.test, [place] * len(row.test), color=colour, marker="o", markersize=4, linestyle="none")
        axes.plot([median(row.test)], [place], color=INK, marker="|", markersize=12)
        axes.annotate(
            f"{row.minutes:.1f} min",
            (1.01, place),
            xycoords=("axes fraction", "data"),
            fontsize=7,
            color=QUIET,
            verticalalignment="center",
        )
    axes.set_yticks(places, [row.kind for row in found.rows])
    axes.set_ylim(0.4, len(found.rows) + 0.6)
    axes.set_xlabel("perplexity of words tested on, a dot a seed", fontsize=8, color=INK)
    axes.set_title(f"{found.text}: blue is the best on words held out", fontsize=9, color=INK, loc="left")
    bare(axes)
    save(figure, path, dots=140)
