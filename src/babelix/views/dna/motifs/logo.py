"""Logos: motifs in bits, three in a row; what bases add, a track below another; queries above what they are like."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.genome.motifs.letters import heights, stack
from babelix.genome.motifs.motif import Motif
from babelix.genome.sequence import ORDER
from babelix.views.dna.motifs.letters import draw_letters
from babelix.views.drawing import FRAME, INK, QUIET, canvas, save
from babelix.workflows.dna.motifs.logo import Attribution, Logos
from babelix.workflows.dna.motifs.match import Found

MOST = 120
"""Panels of a figure that can still be read."""
_WAYS = {"by_substitution": "less the mean effect", "by_gradient": "gradient x input", "by_file": ""}
_COLUMNS, _WIDTH, _PANEL = 3, 10.0, 1.25
# Letters of a title that find room above matches.
_LINE = 95


def check_logos(found: Logos) -> None:
    """Raise `RequestError` for more logos than a figure shows: before anything is written."""
    _check(len(found.shown), "most")


def check_matches(found: Found) -> None:
    """Raise `RequestError` for more queries and targets than a figure shows: before anything is written."""
    _check(sum(1 + len(row) for row in found.nearest), "most")


def draw_logos(found: Logos, path: str | Path, dots: int = 150) -> None:
    """Write the logos, PNG or SVG as the ending of `path` says. Raises `RequestError` for too many."""
    check_logos(found)
    columns = min(_COLUMNS, len(found.shown))
    rows = -(-len(found.shown) // columns)
    figure = canvas(_WIDTH * columns / _COLUMNS + 0.6, _PANEL * rows + 0.6, layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False)
    for axes, shown in zip(panels.flat, found.shown, strict=False):
        _draw_motif(axes, shown.motif)
        seen = f", {shown.seen}" if shown.seen else ""
        axes.set_title(f"{shown.motif.name}   {shown.bits:.1f} bits{seen}", fontsize=8, color=INK, loc="left")
    for axes in panels.flat[len(found.shown) :]:
        axes.axis("off")
    for row in panels:
        row[0].set_ylabel("bits", fontsize=7, color=QUIET)
    figure.suptitle(found.origin, fontsize=9, color=INK, x=0.01, ha="left")
    save(figure, path, dots, words=False)


def draw_attributions(found: Sequence[Attribution], path: str | Path, dots: int = 150) -> None:
    """Write what bases add, in each of its ways, a track below another."""
    rows = [(each, kind) for each in found for kind in each.added]
    _check(len(rows), "effects")
    most = max(len(each.letters) for each in found)
    figure = canvas(min(max(0.16 * most + 2.5, 6.0), 40.0), 1.5 * len(rows) + 0.7, layout="constrained")
    panels = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    for axes, (each, kind) in zip(panels, rows, strict=True):
        letters = np.array([[letter == base for base in ORDER] for letter in each.letters])
        values = each.added[kind]
        draw_letters(axes, stack(letters * values[:, None]), each.start)
        _frame(axes, each.start, len(each.letters), values)
        axes.set_ylabel(f"{each.track}\n{_WAYS[kind]}".strip(), fontsize=7, color=INK)
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        if kind == list(each.added)[-1]:
            axes.set_xlabel(f"{each.chrom}, base counted from 1", fontsize=7, color=INK)
    figure.suptitle(found[0].remark, fontsize=8, color=INK, x=0.01, ha="left")
    save(figure, path, dots, words=False)


def draw_matches(found: Found, path: str | Path, dots: int = 150) -> None:
    """Write each query above its nearest targets, which stand where the best alignment puts them."""
    known = {motif.name: motif for motif in found.motifs}
    check_matches(found)
    panels_of = [1 + len(row) for row in found.nearest]
    title = fill(f"beside {found.compared} of {found.targets.name}: {found.remark}", _LINE)
    figure = canvas(
        _WIDTH * 0.75, 1.05 * sum(panels_of) + 0.6 + 0.15 * title.count("\n"), layout="constrained"
    )
    panels = iter(figure.subplots(sum(panels_of), 1, squeeze=False)[:, 0])
    for query, row in zip(found.queries.motifs, found.nearest, strict=True):
        starts = [0, *(each.match.offset for each in row)]
        widths = [len(query.probabilities), *(len(known[each.match.name].probabilities) for each in row)]
        ends = max(start + width for start, width in zip(starts, widths, strict=True))
        axes = next(panels)
        _draw_motif(axes, query, (min(starts), ends))
        axes.set_title(query.name, fontsize=8, color=INK, loc="left", weight="bold")
        for each in row:
            axes = next(panels)
            motif = known[each.match.name]
            side = motif.probabilities[::-1, ::-1] if each.match.reverse else motif.probabilities
            _draw_motif(axes, Motif(motif.name, side), (min(starts), ends), each.match.offset)
            strand = ", reverse complement" if each.match.reverse else ""
            told = f"{motif.name}{strand}   P {each.match.p_value:.1e}, q {each.q_value:.2g}"
            axes.set_title(told, fontsize=8, color=INK, loc="left")
    figure.suptitle(title, fontsize=8, color=INK, x=0.01, ha="left")
    save(figure, path, dots, words=False)


def _check(panels: int, setting: str) -> None:
    if panels > MOST:
        raise RequestError(f"{panels:,} panels: expected at most {MOST}; take fewer", setting=setting)


def _draw_motif(axes: Axes, motif: Motif, ends: tuple[int, int] | None = None, first: int = 0) -> None:
    start, end = ends or (0, len(motif.probabilities))
    draw_letters(axes, stack(heights(motif.probabilities)), first + 1)
    _frame(axes, start + 1, end - start, np.array([2.0]))
    axes.set_ylim(0, 2)
    axes.set_yticks([0, 1, 2])
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))


def _frame(axes: Axes, start: int, count: int, values: NDArray[np.float64]) -> None:
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    room = (high - low) * 0.05 or 1.0
    axes.set_xlim(start - 0.6, start + count - 0.4)
    axes.set_ylim(low - (room if low else 0), high + room)
    axes.axhline(0, color=FRAME, linewidth=0.6, zorder=0)
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    for name, side in axes.spines.items():
        side.set_color(FRAME)
        side.set_visible(name in ("left", "bottom"))
    axes.tick_params(labelsize=7, colors=QUIET)
