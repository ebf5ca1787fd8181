"""Variants class within class: boxes below boxes, as wide as their share (figure 9 of ENCODE 2012)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from babelix.base.counts import several
from babelix.enrichment.breakdown.results import Breakdown
from babelix.views.drawing import HEAD_COLOURS, INK, QUIET, canvas, save

# Boxes of fewer variants than one in so many are drawn without words; words need about so much of the width a letter.
_LETTER = 0.0072
_LEVELS = ("all", "frequency", "place in genes", "element", "effect")
_SHADES = (1.0, 0.8, 0.7, 0.5, 0.35)
_ABOVE = "#aab4c0"
_COLOURS = {
    "coding": HEAD_COLOURS[1],
    "UTR": HEAD_COLOURS[4],
    "noncoding exon": HEAD_COLOURS[3],
    "exon": HEAD_COLOURS[1],
    "splice": HEAD_COLOURS[7],
    "intron": HEAD_COLOURS[0],
    "intergenic": HEAD_COLOURS[2],
}


def draw_breakdown(found: Breakdown, path: str | Path, title: str = "") -> None:
    """Draw a breakdown, one row a level, and write it as PNG or SVG as the ending says."""
    effects = any(line.effect for line in found.lines)
    levels = len(_LEVELS) if effects else len(_LEVELS) - 1
    figure = canvas(12, 0.75 * levels + 1.5, layout="constrained")
    axes = figure.add_subplot()
    counts: Counter[tuple[str, ...]] = Counter()
    for cell in found.cells():
        names = (
            "all",
            cell.frequency,
            cell.place,
            "in an element" if cell.element else "outside",
            cell.effect,
        )
        counts[names[:levels]] += cell.variants
    order = [
        ("all",),
        found.frequencies,
        found.places,
        ("in an element", "outside"),
        tuple(dict.fromkeys(cell.effect for cell in found.cells())),
    ]
    _boxes(axes, counts, order[:levels], 0, 0.0, ())
    present = [each.place for each in found.shares() if each.variants]
    keys = [Rectangle((0, 0), 1, 1, facecolor=_COLOURS[place], alpha=_SHADES[2]) for place in present]
    figure.legend(keys, present, loc="outside lower center", ncols=len(present), frameon=False, fontsize=9)
    axes.set_xlim(0, 1)
    axes.set_ylim(levels, 0)
    axes.set_yticks([level + 0.5 for level in range(levels)], _LEVELS[:levels])
    axes.set_xticks([tick / 10 for tick in range(11)], [f"{10 * tick} %" for tick in range(11)])
    axes.set_xlabel(
        f"share of {several(len(found.lines), 'variant')} ({found.classed_by} is {found.frequencies[0]})"
    )
    axes.tick_params(length=0, colors=QUIET)
    axes.spines[:].set_visible(False)
    if title:
        axes.set_title(title, color=INK, loc="left")
    save(figure, path)


def _boxes(
    axes: Axes,
    counts: Counter[tuple[str, ...]],
    order: Sequence[Sequence[str]],
    level: int,
    left: float,
    above: tuple[str, ...],
) -> None:
    """Draw the boxes below one box, side by side from `left` on, and what is below them."""
    total = counts.total()
    for name in order[level]:
        here = (*above, name)
        count = sum(each for names, each in counts.items() if names[: level + 1] == here)
        if not count:
            continue
        width = count / total
        axes.add_patch(_box(left, level, width, here))
        words = _words(name or "no effect told", count, width)
        if words:
            axes.text(left + width / 2, level + 0.5, words, ha="center", va="center", fontsize=8, color=INK)
        if level + 1 < len(order):
            _boxes(axes, counts, order, level + 1, left, here)
        left += width


def _box(left: float, level: int, width: float, names: tuple[str, ...]) -> Any:
    """Return a box: the colour of its place, paler the deeper it is; grey above that."""
    colour = _COLOURS[names[2]] if len(names) > 2 else _ABOVE
    outside = "outside" in names[3:4]
    shade = _SHADES[level] * (0.45 if outside else 1.0)
    return Rectangle(
        (left, level + 0.03), width, 0.94, facecolor=colour, alpha=shade, edgecolor="white", lw=0.8
    )


def _words(name: str, count: int, width: float) -> str:
    """Return a box's words as far as they fit into it."""
    for words in (f"{name}\n{count:,} ({width:.1%})", f"{name}\n{count:,}", f"{count:,}"):
        if max(map(len, words.split("\n"))) * _LETTER < width:
            return words
    return ""
