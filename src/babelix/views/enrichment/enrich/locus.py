"""One locus: the catalogue's SNPs above the elements of each annotation round one of them (figure 10c)."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from babelix.enrichment.enrich.locus import Locus
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.views.enrichment.enrich.names import short

MOST_TRACKS = 30
_HELD, _SNP = HEAD_COLOURS[0], HEAD_COLOURS[1]


def draw_locus(found: Locus, path: str | Path) -> None:
    """Write a figure of the window: SNPs by their P, the pool's SNPs and starts of transcription, and element tracks.

    Annotations that hold the SNP come first, then those with the nearest element; of many the rest is counted.
    """
    shown = found.tracks[:MOST_TRACKS]
    rows = max(len(shown), 1)
    figure = canvas(7.2, 2.5 + 0.17 * rows, layout="constrained")
    above, between, below = figure.subplots(
        3, 1, sharex=True, gridspec_kw={"height_ratios": [1.3, 0.35, 0.17 * rows]}
    )
    _snps(above, found)
    _ticks(between, found)
    _tracks(below, found)
    for axes in (above, between, below):
        axes.axvline(found.position + 0.5, color=_SNP, linewidth=0.8, alpha=0.6, zorder=0)
        for side in ("top", "right", *(("bottom",) if axes is not below else ())):
            axes.spines[side].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(FRAME)
        axes.tick_params(labelsize=7, colors=QUIET, bottom=axes is below)
    below.set_xlim(found.start, found.end)
    below.xaxis.set_major_locator(MaxNLocator(5))
    below.xaxis.set_major_formatter(FuncFormatter(lambda place, _: f"{place / 1e6:.3f}"))
    below.set_xlabel(f"{found.chrom}, megabases", fontsize=8, color=INK)
    save(figure, path)


def _snps(axes: Axes, found: Locus) -> None:
    held = sum(each.distance == 0 for each in found.tracks)
    where = f"in elements of {held} annotation{'s' if held > 1 else ''}" if held else "in no element"
    name = found.name if ":" in found.name else f"{found.name}, {found.chrom}:{found.position + 1:,}"
    traits = f" ({', '.join(found.traits)[:60]})" if found.traits else ""
    axes.set_title(f"{name}{traits}: {where}", fontsize=9, color=INK, loc="left")
    told = [each for each in found.catalogue if each.strength == each.strength]
    top = max([each.strength for each in told if each.strength < np.inf], default=300)
    known = [replace(each, strength=min(each.strength, top)) for each in told]  # a P of 0 as high as the next
    for each in known:
        own = each.position == found.position
        colour = _SNP if own else QUIET
        axes.vlines(each.position + 0.5, 0, each.strength, color=colour, linewidth=0.8)
        face = colour if each.in_pool else "white"
        axes.plot(each.position + 0.5, each.strength, "o", color=colour, markerfacecolor=face, markersize=4)
        axes.annotate(
            each.name, (each.position + 0.5, each.strength), (3, 2), textcoords="offset points", fontsize=6,
            color=colour,
        )  # fmt: skip
    axes.set_ylim(0, 1.25 * max([each.strength for each in known], default=1))
    axes.set_ylabel("-log10 P", fontsize=7, color=INK)


def _ticks(axes: Axes, found: Locus) -> None:
    axes.plot(np.array(found.pool) + 0.5, np.ones(len(found.pool)), "|", color=QUIET, markersize=5, alpha=0.6)
    axes.plot(
        np.array(found.starts) + 0.5, np.zeros(len(found.starts)), "^", color=HEAD_COLOURS[2], markersize=5
    )
    rows = {1: "pool", **({0: "starts"} if found.starts else {})}
    axes.set_yticks([*rows], [*rows.values()], fontsize=6)
    axes.set_ylim(-0.7, 1.6)
    axes.spines["left"].set_visible(False)


def _tracks(axes: Axes, found: Locus) -> None:
    shown = found.tracks[:MOST_TRACKS]
    names = short([each.name for each in found.tracks])[:MOST_TRACKS]
    least = (found.end - found.start) / 400  # an element of few bases is seen too
    for row, each in enumerate(shown):
        colour = _HELD if each.distance == 0 else QUIET
        start, end = np.array(each.start), np.array(each.end)
        width = np.maximum(end - start, least)
        axes.barh(
            np.full(len(start), row),
            width,
            left=(start + end - width) / 2,
            height=0.7,
            color=colour,
            linewidth=0,
        )
    axes.set_yticks(range(len(shown)), names, fontsize=6)
    for label, each in zip(axes.get_yticklabels(), shown, strict=True):
        label.set_color(_HELD if each.distance == 0 else QUIET)
    axes.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    more = len(found.tracks) - len(shown)
    if more > 0:
        axes.text(
            1, 1.01, f"and {more} more annotations with an element here", transform=axes.transAxes, ha="right",
            va="bottom", fontsize=6, color=QUIET,
        )  # fmt: skip
    if not shown:
        axes.text(0.5, 0.5, "no element here", transform=axes.transAxes, ha="center", fontsize=7, color=QUIET)
