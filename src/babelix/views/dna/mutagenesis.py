"""Saturation mutagenesis as a figure: for each track the effects of all substitutions, and what each base adds."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from babelix.genome.sequence import ORDER as BASES
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.dna.mutagenesis import Saturated

# Bases that fit as letters below the map.
_LETTERS = 120


def draw_mutagenesis(found: Saturated, path: str | Path, dots: int = 150) -> None:
    """Write the figure, PNG or SVG as the ending of `path` says."""
    count = len(found.tracks)
    figure = canvas(11.0, 2.5 * count + 0.9, layout="constrained")
    panels = figure.subplots(
        2 * count, 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": [2, 1.6] * count}
    )
    start = found.region.start + 1
    edges = (start - 0.5, start + len(found.letters) - 0.5)
    for column, track in enumerate(found.tracks):
        above, below = panels[2 * column, 0], panels[2 * column + 1, 0]
        effects = found.effects[..., column].T
        most = float(np.abs(effects).max()) or 1.0
        image = above.imshow(
            effects,
            cmap="RdBu_r",
            vmin=-most,
            vmax=most,
            aspect="auto",
            interpolation="nearest",
            extent=(*edges, 3.5, -0.5),
        )
        above.set_yticks(range(4), list(BASES))
        above.set_ylabel(track, rotation=0, ha="right", va="center", color=INK, labelpad=14)
        figure.colorbar(image, ax=above, pad=0.01, aspect=8).ax.tick_params(labelsize=6, colors=QUIET)
        _own(above, found)
        _lines(below, found, column)
        for axes in (above, below):
            _bare(axes)
    last = panels[-1, 0]
    last.set_xlim(*edges)
    last.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    last.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    which = found.assembly or f"{found.genome.name}, assembly not told by its contigs"
    last.set_xlabel(f"{found.region.chrom}, base counted from 1 ({which})", color=INK)
    title = f"{found.remark or found.model}\n{found.region}, summed over {found.compared:,} bp"
    figure.suptitle(title, fontsize=10, color=INK, x=0.01, ha="left")
    save(figure, path, dots)


def _own(axes: Axes, found: Saturated) -> None:
    """Mark the base that is there: a dot on its square, where squares are wide enough."""
    if len(found.letters) <= _LETTERS:
        known = [(at, BASES.index(letter)) for at, letter in enumerate(found.letters) if letter in BASES]
        places, rows = zip(*known, strict=True) if known else ((), ())
        axes.scatter(found.region.start + 1 + np.array(places), rows, s=4, color=INK, linewidths=0)


def _lines(axes: Axes, found: Saturated, column: int) -> None:
    """Draw what each base adds, by its substitutions as bars, by the gradient as a line on a scale of its own."""
    at = found.region.start + 1 + np.arange(len(found.letters))
    by_substitution, by_gradient = found.importance[:, column], found.gradient[:, column]
    axes.bar(at, by_substitution, width=0.9, color=HEAD_COLOURS[0], label="less the mean effect")
    axes.axhline(0, color=FRAME, linewidth=0.6)
    other = axes.twinx()
    other.plot(at, by_gradient, color=HEAD_COLOURS[1], linewidth=0.8, label="gradient x input")
    for each, values in ((axes, by_substitution), (other, by_gradient)):
        most = float(np.abs(values).max()) or 1.0
        # Room for the legend above the highest bar; the same on both scales, so that their zeros are one line.
        each.set_ylim(-1.1 * most, 1.5 * most)
        each.yaxis.set_major_locator(MaxNLocator(3, symmetric=True))
    _bare(other)
    handles = [*axes.get_legend_handles_labels()[0], *other.get_legend_handles_labels()[0]]
    axes.legend(handles=handles, fontsize=6, frameon=False, loc="upper left", ncols=2)


def _bare(axes: Axes) -> None:
    for side in axes.spines.values():
        side.set_color(FRAME)
    axes.tick_params(labelsize=7, colors=QUIET)
