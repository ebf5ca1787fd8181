"""Tracks one above the other over their region, genes below them, coordinates on the axis."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import NDArray

from babelix.genome.gene import Gene
from babelix.genome.region import Region
from babelix.views.dna.strips import envelope, gene_lanes
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.dna.tracks import Predicted

# A figure has some 2,000 dots across: of the bins that fall onto one, the highest and the lowest are drawn.
_COLUMNS = 2_000
_ROW, _WIDTH = 0.75, 11.0


def draw_tracks(found: Predicted, path: str | Path, dots: int = 150) -> None:
    """Write the figure of what was predicted over one region, PNG or SVG as the ending of `path` says."""
    first = found.figure[0]
    start, bin = first.first, first.bin
    values = np.concatenate([each.values for each in found.figure])
    lanes = gene_lanes(found.genes)
    rows = values.shape[1] + bool(lanes)
    heights = [1.0] * values.shape[1] + [0.55 * len(lanes) + 0.25] * bool(lanes)
    figure = canvas(_WIDTH, _ROW * sum(heights) + 1.1, layout="constrained")
    panels = figure.subplots(rows, 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights})[
        :, 0
    ]
    for column, summary in enumerate(found.summaries):
        colour = HEAD_COLOURS[column % len(HEAD_COLOURS)]
        _draw_track(panels[column], start, bin, values[:, column], colour)
        panels[column].set_ylabel(summary.track.name, rotation=0, ha="right", va="center", color=INK)
    # The first bin may hang over the beginning of the contig.
    region = Region(first.chrom, max(start, 0), start + len(values) * bin)
    if lanes:
        _draw_genes(panels[-1], lanes, region)
    _draw_axis(panels[-1], region, found)
    figure.suptitle(f"{found.model}  {region}", fontsize=10, color=INK, x=0.01, ha="left")
    save(figure, path, dots)


def _draw_track(axes: Axes, start: int, bin: int, values: NDArray[np.float32], colour: str) -> None:
    low, high, each = envelope(values, _COLUMNS)
    edges = start + 1 + np.arange(len(low) + 1) * each * bin
    axes.stairs(np.maximum(high, 0), edges, fill=True, color=colour, linewidth=0.6)
    if (low < 0).any():
        axes.stairs(np.minimum(low, 0), edges, fill=True, color=colour, linewidth=0.6)
    least, most = float(min(low.min(), 0)), float(max(high.max(), 0))
    axes.set_ylim(least, most * 1.05 if most > least else 1.0)
    axes.yaxis.set_major_locator(MaxNLocator(2))
    _bare(axes)


def _draw_genes(axes: Axes, lanes: Sequence[Sequence[Gene]], region: Region) -> None:
    for row, lane in enumerate(lanes):
        for gene in lane:
            first = max(gene.place.start, region.start) + 1
            axes.plot([gene.place.start + 1, gene.place.end], [row, row], color=QUIET, linewidth=1)
            for exon in gene.exons:
                ends = [exon.start + 1, exon.end + 1]
                axes.fill_between(ends, row - 0.22, row + 0.22, color=INK, linewidth=0.5)
            arrow = {1: " >", -1: " <"}.get(gene.strand, "")
            axes.text(
                first, row - 0.3, f"{gene.name}{arrow}", fontsize=7, color=INK, va="bottom", clip_on=True
            )
    axes.set_ylim(len(lanes) - 0.4, -0.9)
    axes.set_yticks([])
    axes.set_ylabel("genes", rotation=0, ha="right", va="center", color=INK)
    _bare(axes)


def _draw_axis(axes: Axes, region: Region, found: Predicted) -> None:
    axes.set_xlim(region.start + 1, region.end + 1)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    which = found.assembly or f"{found.genome.name}, assembly not told by its contigs"
    axes.set_xlabel(f"{region.chrom}, base counted from 1 ({which})", color=INK)


def _bare(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FRAME)
    axes.tick_params(labelsize=7, colors=QUIET)
