"""A one-hot matrix as a figure: rows A C G T, a column a base, as many to a line as can be read."""

from pathlib import Path

import numpy as np
from matplotlib.colors import ListedColormap

from babelix.genome.sequence import ORDER
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.dna.one_hot import Encoded

# Columns of a line, and the most lines whose letters are written.
_ACROSS, _WRITTEN = 60, 10
_COLOURS = ListedColormap(["#ffffff", HEAD_COLOURS[0]])


def draw_one_hot(found: Encoded, path: str | Path, dots: int = 150) -> None:
    """Write the figure, PNG or SVG as the ending of `path` says."""
    total = len(found.letters)
    across = _ACROSS if total <= _ACROSS * _WRITTEN else 200
    lines = -(-total // across)
    wide = min(total, across)
    figure = canvas(max(3.2, 0.19 * min(wide, _ACROSS) + 1.1), 1.12 * lines + 0.8, layout="constrained")
    panels = figure.subplots(lines, 1, squeeze=False)[:, 0]
    for number, axes in enumerate(panels):
        begin = number * across
        rows = found.rows[begin : begin + across]
        image = np.zeros((4, wide))
        image[:, : len(rows)] = rows.T
        axes.imshow(image, cmap=_COLOURS, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
        axes.set_yticks(range(4), list(ORDER))
        axes.tick_params(labelsize=8, colors=QUIET, length=0)
        if across == _ACROSS:
            letters = list(found.letters[begin : begin + across])
            axes.set_xticks(range(len(letters)), letters)
            for edge in range(1, len(rows)):
                axes.axvline(edge - 0.5, color=FRAME, linewidth=0.5)
        else:
            axes.set_xticks(
                [0, len(rows) - 1], [f"{found.first + begin + at:,}" for at in (0, len(rows) - 1)]
            )
        for below in (0.5, 1.5, 2.5):
            axes.axhline(below, color=FRAME, linewidth=0.5)
        for side in axes.spines.values():
            side.set_color(FRAME)
        axes.set_xlim(-0.5, wide - 0.5)
        axes.set_title(f"{found.first + begin:,}", fontsize=7, color=QUIET, loc="left", pad=2)
    figure.suptitle(found.title, fontsize=10, color=INK, x=0.01, ha="left")
    save(figure, path, dots)
