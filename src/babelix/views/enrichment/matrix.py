"""Which experiments there are: factors or assays by cells, as dark as what each covers."""

from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.results import Coverage
from babelix.views.drawing import FRAME, INK, QUIET, WEIGHTS, canvas, save


def draw_matrix(found: Coverage, path: str | Path, dots: int = 150) -> None:
    """Write the matrix, cells most studied first; the title counts the experiments and the places that are empty.

    Raises `RequestError` where cells or factors are not known of every file.
    """
    matrix = found.matrix
    if matrix is None:
        raise RequestError(
            "cell, and factor or assay, are not known of every file: there is no matrix to draw"
        )
    there = matrix.files > 0
    shares = np.where(there, 100 * matrix.bases / found.genome_bases, np.nan)
    wide, high = len(matrix.columns), len(matrix.rows)
    figure = canvas(max(4.6, 1.9 + 0.26 * wide), max(2.6, 1.5 + 0.17 * high), layout="constrained")
    axes = figure.add_subplot()
    drawn = axes.imshow(
        shares, cmap=WEIGHTS, vmin=0, vmax=np.nanmax(shares), aspect="auto", interpolation="nearest"
    )
    axes.set_xticks(range(wide), matrix.columns, rotation=90, fontsize=7)
    axes.set_yticks(range(high), matrix.rows, fontsize=7)
    axes.set_xticks(np.arange(wide + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(high + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=FRAME, linewidth=0.6)
    axes.tick_params(which="both", length=0, colors=INK)
    for row, column in np.argwhere(~there):
        axes.text(column, row, "·", ha="center", va="center", fontsize=6, color=QUIET)
    for side in axes.spines.values():
        side.set_visible(False)
    bar = figure.colorbar(drawn, ax=axes, fraction=0.05, pad=0.02)
    bar.set_label("% of the counted genome", fontsize=7, color=INK)
    bar.ax.tick_params(labelsize=6)
    bar.outline.set_visible(False)
    axes.set_title(
        f"{high} {matrix.row}s by {wide} {matrix.column}s: {int(there.sum())} of {there.size} there",
        fontsize=9,
        color=INK,
    )
    save(figure, path, dots)
