"""Traits by annotations: coloured by P under the paper's rule, hatched where the shifted null does not agree (10b)."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.matrix import LEAST_OVERLAPS, Matrix, Rule
from babelix.enrichment.enrich.results import Enrichment
from babelix.views.drawing import FRAME, INK, QUIET, WEIGHTS, canvas, save
from babelix.views.enrichment.enrich.names import short

_MOST_ROWS = 25


def draw_matrix(found: Enrichment, path: str | Path, rule: Rule | None = None) -> None:
    """Write the traits and annotations that have a cell of three overlaps, the numbers of overlaps in the cells.

    Raises `RequestError` where there is none.
    """
    matrix, rule = found.matrix, rule or Rule()
    reached = None if matrix is None else matrix.observed >= LEAST_OVERLAPS
    if matrix is None or reached is None or not reached.any():
        raise RequestError("no trait has three SNPs in an annotation: there is no matrix to draw")
    rows, columns = _chosen(matrix, reached)
    shown = np.ix_(rows, columns)
    high, wide = len(rows), len(columns)
    figure = canvas(max(6.0, 3.4 + 0.27 * wide), max(3.0, 2.4 + 0.19 * high), layout="constrained")
    axes = figure.add_subplot()
    strength = np.where(matrix.coloured, -np.log10(np.maximum(matrix.p, 1e-300)), np.nan)[shown]
    top = float(np.nanmax(strength)) if np.isfinite(strength).any() else 3.0
    drawn = axes.imshow(strength, cmap=WEIGHTS, vmin=1.0, vmax=max(top, 3.0), aspect="auto")
    _numbers(axes, matrix, rows, columns)
    _hatch(axes, matrix.unsupported(rule)[shown])
    names = [f"{matrix.traits[row][:48]} ({matrix.cases[row]})" for row in rows]
    axes.set_yticks(range(high), names, fontsize=7)
    axes.set_xticks(
        range(wide), short([matrix.annotations[column] for column in columns]), rotation=90, fontsize=7
    )
    axes.set_xticks(np.arange(wide + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(high + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=FRAME, linewidth=0.5)
    axes.tick_params(which="both", length=0, colors=INK)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(drawn, ax=axes, fraction=0.04, pad=0.02)
    bar.set_label("-log10 exact P", fontsize=7, color=INK)
    bar.ax.tick_params(labelsize=6)
    figure.suptitle(_title(found, matrix, rule), fontsize=8, color=INK, x=0.01, ha="left")
    save(figure, path)


def _chosen(matrix: Matrix, reached: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """Return the rows and columns with a cell of enough overlaps, those with the smallest P first."""
    p = np.where(reached, matrix.p, 1.0)
    rows = [int(row) for row in np.argsort(p.min(axis=1), kind="stable") if reached[row].any()][:_MOST_ROWS]
    columns = np.flatnonzero(reached[rows].any(axis=0))
    return rows, columns[np.argsort(p[rows][:, columns].min(axis=0), kind="stable")].tolist()


def _numbers(axes: Axes, matrix: Matrix, rows: list[int], columns: list[int]) -> None:
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            count = int(matrix.observed[row, column])
            if not count:
                continue
            strong = bool(matrix.coloured[row, column]) and matrix.p[row, column] < 1e-3
            colour = "white" if strong else INK if matrix.coloured[row, column] else QUIET
            axes.text(x, y, str(count), ha="center", va="center", fontsize=6, color=colour)


def _hatch(axes: Axes, cells: NDArray[np.bool_]) -> None:
    for row, column in np.argwhere(cells):
        axes.add_patch(
            Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, hatch="////", edgecolor=QUIET, lw=0)
        )


def _title(found: Enrichment, matrix: Matrix, rule: Rule) -> str:
    joint = found.joint
    cells = f"{int(matrix.coloured.sum())} of {matrix.observed.size:,} cells"
    said = f"{cells} have P <= {rule.p:g} and {rule.overlaps} overlaps"
    if joint is not None:
        said += f"; {joint.mean:.1f} by chance (P {joint.p_coloured:.2g})"
    if matrix.p_shifted is not None:
        doubted = int(matrix.unsupported(rule).sum())
        said += f"\nhatched: {doubted} that elements shifted along the genome do not support"
    return said
