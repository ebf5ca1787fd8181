"""How well tracks are predicted, as a figure: a row a track, the model beside what it can be held against."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.dna.learning.evaluate import Evaluated, TrackFit

_ROW, _WIDTH = 0.26, 8.0


def draw_fits(found: Evaluated, path: str | Path, dots: int = 150) -> None:
    """Write the figure, PNG or SVG as the ending of `path` says. Raises `RequestError` when there is nothing in it."""
    counts = [each for each in found.tracks if each.fit.precision is None and np.isfinite(each.fit.pearson)]
    peaks = [each for each in found.tracks if each.fit.precision is not None]
    parts = [part for part in (counts, peaks) if part]
    if not parts:
        raise RequestError("no track has a known bin there: there is nothing to draw")
    heights = [len(part) + 2.5 for part in parts]
    figure = canvas(_WIDTH, _ROW * sum(heights) + 0.9, layout="constrained")
    panels = figure.subplots(len(parts), 1, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
    for axes, part in zip(panels, parts, strict=True):
        (_draw_counts if part is counts else _draw_peaks)(axes, part)
        _dress(axes, part)
    where = ", ".join(found.contigs)
    figure.suptitle(f"{found.model} on {where}, {several(found.bins, 'bin')}", fontsize=10, color=INK)
    save(figure, path, dots)


def _draw_counts(axes: Axes, tracks: Sequence[TrackFit]) -> None:
    rows = np.arange(len(tracks))
    axes.hlines(rows, [t.low for t in tracks], [t.high for t in tracks], color=HEAD_COLOURS[0], linewidth=1.6)
    _dots(axes, rows, [t.fit.pearson for t in tracks], "o", HEAD_COLOURS[0], "the model, 95 %")
    _dots(axes, rows, [t.alone.pearson for t in tracks], "|", INK, "without bins that recur where it learned")
    _dots(
        axes,
        rows,
        [None if t.ridge is None else t.ridge.pearson for t in tracks],
        "s",
        HEAD_COLOURS[1],
        "ridge on words of four",
    )
    _dots(axes, rows, [t.replicates for t in tracks], "D", QUIET, "one replicate against another")
    axes.set_xlabel("Pearson correlation of log(1 + v)", fontsize=8, color=INK)


def _draw_peaks(axes: Axes, tracks: Sequence[TrackFit]) -> None:
    rows = np.arange(len(tracks))
    _dots(axes, rows, [t.fit.precision for t in tracks], "o", HEAD_COLOURS[0], "the model")
    _dots(
        axes,
        rows,
        [None if t.ridge is None else t.ridge.precision for t in tracks],
        "s",
        HEAD_COLOURS[1],
        "ridge on words of four",
    )
    _dots(axes, rows, [t.scan for t in tracks], "D", HEAD_COLOURS[2], "a search for the consensus")
    _dots(axes, rows, [t.fit.prevalence for t in tracks], "x", QUIET, "chance: the share of bins")
    axes.set_xscale("log")
    axes.set_xlabel("average precision", fontsize=8, color=INK)


def _dots(
    axes: Axes, rows: np.ndarray, values: Sequence[float | None], mark: str, colour: str, label: str
) -> None:
    there = [(row, value) for row, value in zip(rows.tolist(), values, strict=True) if value is not None]
    if there:
        y, x = zip(*there, strict=True)
        axes.scatter(x, y, marker=mark, s=24, color=colour, label=label, zorder=3, linewidths=1.2)


def _dress(axes: Axes, tracks: Sequence[TrackFit]) -> None:
    axes.set_yticks(range(len(tracks)), [each.name for each in tracks], fontsize=8)
    axes.set_ylim(len(tracks) - 0.4, -0.6)
    axes.grid(axis="x", color=FRAME, linewidth=0.6, alpha=0.5)
    axes.legend(fontsize=7, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FRAME)
    axes.tick_params(labelsize=8, colors=QUIET)
