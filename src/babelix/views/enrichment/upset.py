"""UpSet: the largest sets of bases that exactly these annotations cover, a column each (Lex et al. 2014)."""

from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.results import Coverage
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save

COLUMNS, ROWS = 30, 20


def draw_upset(found: Coverage, path: str | Path, dots: int = 150) -> None:
    """Write bars of bases over dots that say which sets they are in, and each set's own bases beside its name.

    The `ROWS` largest sets have a row, the `COLUMNS` largest intersections a column; the title says what is not shown.
    Raises `RequestError` with fewer than two sets.
    """
    patterns = found.patterns
    if len(patterns.names) < 2:
        raise RequestError("an UpSet figure shows two annotations or groups at least; there is one")
    share = 100 / found.genome_bases
    alone = patterns.alone()
    rows = np.argsort(-alone, kind="stable")[:ROWS]
    columns = range(min(COLUMNS, len(patterns.bases)))
    shown = patterns.bases[: len(columns)] * share
    figure = canvas(2.6 + 0.27 * len(columns), 2.6 + 0.22 * len(rows), layout="constrained")
    grid = figure.add_gridspec(
        2, 2, width_ratios=[1.6, 0.27 * len(columns)], height_ratios=[2.2, 0.22 * len(rows)]
    )
    bars, dotted, sizes = (figure.add_subplot(place) for place in (grid[0, 1], grid[1, 1], grid[1, 0]))
    bars.bar(columns, shown, color=INK, width=0.6)
    bars.set_ylabel("% of the counted genome", fontsize=8, color=INK)
    for place in range(len(rows)):
        if place % 2 == 0:
            dotted.axhspan(place - 0.5, place + 0.5, color=FRAME, alpha=0.35, linewidth=0)
    for column in columns:
        inside = np.flatnonzero(patterns.inside[column][rows])
        dotted.plot([column] * len(rows), range(len(rows)), "o", color=FRAME, markersize=4)
        dotted.plot([column] * len(inside), inside, "o-", color=INK, markersize=4, linewidth=1.2)
    sizes.barh(range(len(rows)), alone[rows] * share, color=HEAD_COLOURS[0], height=0.6)
    sizes.invert_xaxis()
    sizes.set_xlabel("% covered by each", fontsize=8, color=INK)
    for axes in (dotted, sizes):
        axes.set_ylim(len(rows) - 0.5, -0.5)
    sizes.set_yticks([])
    dotted.set_yticks(range(len(rows)), [patterns.names[row] for row in rows], fontsize=7)
    for axes in (bars, dotted):
        axes.set_xlim(-0.7, len(columns) - 0.3)
        axes.set_xticks([])
    for axes in (bars, dotted, sizes):
        axes.tick_params(labelsize=7, colors=QUIET, length=0 if axes is dotted else 3)
        for side in axes.spines.values():
            side.set_visible(False)
    rest = 100 * (1 - patterns.bases[: len(columns)].sum() / max(patterns.bases.sum(), 1))
    left = f"; {rest:.1f} % of what is covered in smaller ones" if rest >= 0.05 else ""
    hidden = (
        f", the {ROWS} largest of {len(patterns.names)} {found.sets}s"
        if len(rows) < len(patterns.names)
        else ""
    )
    figure.suptitle(
        f"bases that exactly these cover{hidden}: {len(columns)} largest{left}", fontsize=9, color=INK
    )
    save(figure, path, dots)
