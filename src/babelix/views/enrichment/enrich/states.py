"""States by cells: in which states of which cells' segmentations cases lie more often than controls."""

from pathlib import Path

import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.patches import Rectangle

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.matrix import P_RULE
from babelix.enrichment.enrich.results import Enrichment
from babelix.views.drawing import FRAME, INK, QUIET, canvas, save

_REACH = 2.0


def draw_states(found: Enrichment, path: str | Path) -> None:
    """Write the fold of each state (row) of each cell (column) with overlaps; bold: exact P of 0.01 or less.

    Hatched is what the shifted null does not support. Raises `RequestError` where no annotation has states.
    """
    if not found.states:
        raise RequestError("no annotation has states: there is no matrix of them to draw")
    cells = list(dict.fromkeys(cell for cell, _ in found.states.values()))
    states = list(dict.fromkeys(state for _, state in found.states.values()))
    by_place = {found.states[each.name]: each for each in found.annotations if each.name in found.states}
    folds = np.full((len(states), len(cells)), np.nan)
    figure = canvas(
        max(4.2, 2.2 + 1.1 * len(cells)), max(2.6, 1.5 + 0.34 * len(states)), layout="constrained"
    )
    axes = figure.add_subplot()
    for (cell, state), each in by_place.items():
        if each.fold is None:
            continue
        row, column = states.index(state), cells.index(cell)
        folds[row, column] = np.log2(max(each.fold, 2.0 ** (-_REACH)))
        sure = each.p_exact is not None and each.p_exact <= P_RULE
        words = f"{each.fold:.2f}\n{each.observed:,} of {each.cases:,}"
        weight = "bold" if sure else "normal"
        axes.text(column, row, words, ha="center", va="center", fontsize=6.5, color=INK, fontweight=weight)
        if sure and each.p_shifted is not None and each.p_shifted > P_RULE:
            box = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, hatch="////", edgecolor=QUIET, lw=0)
            axes.add_patch(box)
    drawn = axes.imshow(
        folds, cmap="RdBu_r", norm=TwoSlopeNorm(0, -_REACH, _REACH), aspect="auto", alpha=0.75
    )
    axes.set_xticks(range(len(cells)), cells, fontsize=7, rotation=20, ha="right")
    axes.set_yticks(range(len(states)), states, fontsize=7)
    axes.set_xticks(np.arange(len(cells) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(states) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=FRAME, linewidth=0.6)
    axes.tick_params(which="both", length=0, colors=INK)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(drawn, ax=axes, fraction=0.06, pad=0.03)
    bar.set_label("log2 fold over matched controls", fontsize=7, color=INK)
    bar.ax.tick_params(labelsize=6)
    axes.set_title("cases in states, fold; bold: exact P <= 0.01", fontsize=8, color=INK, loc="left")
    save(figure, path)
