"""Predictors beside measured effects: each element's statistics in a row, the mean over loci below them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from babelix.base.errors import RequestError
from babelix.evaluation.effects import STATISTICS
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.dna.evaluation.results import KINDS, MODEL, MOTIF, SHUFFLED, Cell, Evaluation, Overall

_TITLES = {
    "spearman_size": "Spearman of sizes",
    "spearman_signed": "Spearman with signs",
    "auroc": "AUROC of significance",
}
_KINDS = {"snv": "substitutions of one base", "deletion": "deletions", "other": "other variants"}
_MARKS = {SHUFFLED: ("x", QUIET), MOTIF: ("s", HEAD_COLOURS[1]), MODEL: ("o", HEAD_COLOURS[0])}
_ROW, _WIDTH = 0.19, 10.0


def draw_evaluation(found: Evaluation, path: str | Path, dots: int = 150) -> None:
    """Write the figure, PNG or SVG as the ending of `path` says. Raises `RequestError` when nothing was scored."""
    there = [kind for kind in KINDS if any(cell.kind == kind for cell in found.cells)]
    # A kind of too few rows for any statistic has nothing to show, unless it is the only one.
    kinds = [kind for kind in there if any(_told(cell) for cell in found.cells if cell.kind == kind)] or there
    if not kinds:
        raise RequestError("no row was scored: there is nothing to draw")
    lines = {kind: elements_by_locus(found.cells, kind) for kind in kinds}
    heights = [len(each) + 3.0 for each in lines.values()]
    figure = canvas(_WIDTH, _ROW * sum(heights) + 1.3, layout="constrained")
    panels = figure.subplots(
        len(kinds), len(STATISTICS), squeeze=False, gridspec_kw={"height_ratios": heights}
    )
    for row, kind in enumerate(kinds):
        for column, statistic in enumerate(STATISTICS):
            axes = panels[row, column]
            _draw_cells(axes, [cell for cell in found.cells if cell.kind == kind], statistic, lines[kind])
            _draw_means(axes, found.overall, (kind, statistic), len(lines[kind]))
            _dress(axes, statistic, lines[kind], named=column == 0)
            if row == 0:
                axes.set_title(_TITLES[statistic], fontsize=9, color=INK)
        panels[row, 0].set_ylabel(_KINDS[kind], color=INK)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    figure.suptitle(f"{found.about.model}, {found.score}, beside {found.table.name}", fontsize=10, color=INK)
    save(figure, path, dots)


def _told(cell: Cell) -> bool:
    return not all(np.isnan(getattr(cell.agreement, statistic)) for statistic in STATISTICS)


def elements_by_locus(cells: Sequence[Cell], kind: str) -> list[str]:
    """Return the elements that have rows of a kind, those of one locus side by side."""
    loci = {cell.element: cell.locus for cell in cells if cell.kind == kind}
    return sorted(loci, key=lambda element: (loci[element], list(loci).index(element)))


def _draw_cells(axes: Axes, cells: Sequence[Cell], statistic: str, elements: Sequence[str]) -> None:
    place = {element: row for row, element in enumerate(elements)}
    locus = {cell.element: cell.locus for cell in cells}
    order = list(dict.fromkeys(locus[element] for element in elements))
    for row, element in enumerate(elements):
        if order.index(locus[element]) % 2:
            axes.axhspan(row - 0.5, row + 0.5, color=FRAME, alpha=0.35, linewidth=0)
    for name, (mark, colour) in _MARKS.items():
        members = [cell for cell in cells if cell.predictor == name]
        axes.scatter(
            [getattr(cell.agreement, statistic) for cell in members],
            [place[cell.element] for cell in members],
            marker=mark,
            s=17,
            color=colour,
            linewidths=1.0 if mark == "x" else 0,
            clip_on=False,
            label={MODEL: "the model", MOTIF: "largest change of a motif", SHUFFLED: "the model, shuffled"}[
                name
            ],
        )


def _draw_means(axes: Axes, overall: Sequence[Overall], about: tuple[str, str], below: int) -> None:
    """Draw the means over loci with their intervals below the elements."""
    for row, (name, (mark, colour)) in enumerate(reversed(_MARKS.items())):
        each = next(
            one for one in overall if (one.kind, one.statistic, one.predictor) == (*about, name)
        ).over_loci
        place = below + 0.6 + 0.65 * row
        axes.plot([each.low, each.high], [place, place], color=colour, linewidth=1.5)
        axes.plot([each.mean], [place], marker=mark, color=colour, markersize=5, linestyle="none")


def _dress(axes: Axes, statistic: str, elements: Sequence[str], *, named: bool) -> None:
    axes.axvline(0.5 if statistic == "auroc" else 0.0, color=QUIET, linewidth=0.7, zorder=0)
    low, high = axes.get_xlim()
    ends = (0.0, 1.0) if statistic == "auroc" else (min(low, -0.3), max(high, 0.3))
    axes.set_xlim(*ends)
    count = len(elements)
    axes.set_ylim(count + 2.4, -0.9)  # alike in all panels, whatever is drawn in them
    axes.xaxis.set_major_locator(MaxNLocator(5))
    if named:
        axes.set_yticks([*range(count), count + 1.25], [*elements, "mean over loci"], fontsize=7)
    else:
        axes.set_yticks([])
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FRAME)
    axes.tick_params(labelsize=7, colors=QUIET)
