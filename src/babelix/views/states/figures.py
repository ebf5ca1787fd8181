"""Figures of chromatin states: heat maps of emissions, transitions, enrichments and neighbourhoods."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from babelix.chromatin.segments.colours import Colour
from babelix.views.drawing import canvas, save

_CELL = 0.46


@dataclass(frozen=True)
class Grid:
    """Numbers of states: `values` (rows x columns) under the names of both, and the colour of every row's state."""

    values: NDArray[np.float64]
    rows: Sequence[str]
    columns: Sequence[str]
    colours: Sequence[Colour]
    title: str
    xlabel: str


def heatmap(grid: Grid, by_column: bool = False, top: float | None = None, digits: int = 2) -> Figure:
    """Return a heat map, white for the least to blue for the most, with a square in its colour before every row's name.

    `by_column` scales the colours of every column by itself; else they run from 0 to `top` (the largest by default).
    Cells that are no numbers stay grey; the others show theirs with at most `digits` decimals.
    """
    values, shown = grid.values, _scaled(grid.values, by_column, top)
    longest = max(len(name) for name in grid.columns)
    wide, high = _CELL * len(grid.columns) + 1.9, 0.30 * len(grid.rows) + 0.085 * longest + 0.75
    figure = canvas(max(wide, 3.6), max(high, 2.2), layout="constrained")
    axes = figure.add_subplot()
    axes.set_facecolor("0.85")
    axes.imshow(shown, cmap="Blues", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    axes.set_xticks(range(len(grid.columns)), grid.columns, rotation=90 if longest > 3 else 0, fontsize=8)
    axes.set_yticks(range(len(grid.rows)), grid.rows, fontsize=8)
    axes.set_title(grid.title, fontsize=10)
    axes.set_xlabel(grid.xlabel, fontsize=8)
    axes.tick_params(length=0)
    for i, colour in enumerate(grid.colours):
        square = Rectangle(
            (-0.5, i - 0.5), -0.35, 1, facecolor=_paint(colour), edgecolor="white", linewidth=0.8
        )
        square.set_clip_on(False)
        axes.add_patch(square)
        for j in range(values.shape[1]):
            if np.isfinite(values[i, j]):
                ink = "white" if shown[i, j] > 0.6 else "0.15"
                axes.text(j, i, _short(values[i, j], digits), ha="center", va="center", fontsize=6, color=ink)
    axes.tick_params(axis="y", pad=20)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure


def lines(
    values: NDArray[np.float64],
    rows: Sequence[str],
    x: Sequence[int],
    title: str,
    colours: Sequence[Colour],
    right: str = "downstream",
) -> Figure:
    """Return one curve a state of fold enrichment (`values`, states x offsets) against offset in bases.

    `right` says what lies to the right of an anchor.
    """
    figure = canvas(6.4, 3.4, layout="constrained")
    axes = figure.add_subplot()
    styles = ("-", "--", ":", "-.")
    seen: dict[Colour, int] = {}
    for name, row, colour in zip(rows, values, colours, strict=True):
        style = styles[seen.setdefault(colour, 0) % len(styles)]
        seen[colour] += 1
        axes.plot(x, row, style, color=_paint(colour), label=name, linewidth=1.6)
    axes.axhline(1, color="0.6", linewidth=0.7)
    axes.set_yscale("symlog", linthresh=1)
    ticks = [
        tick for tick in (0, 0.5, 1, 2, 5, 10, 20, 50, 100) if tick <= max(2.0, float(np.nanmax(values)))
    ]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel(f"bases from the anchor, {right} to the right", fontsize=8)
    axes.set_ylabel("fold enrichment", fontsize=8)
    axes.set_title(title, fontsize=10)
    axes.tick_params(labelsize=8)
    axes.legend(fontsize=6, ncols=2, loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def save_both(figure: Figure, stem: Path) -> list[Path]:
    """Write the figure beside `stem` as PNG and as SVG; return the two files."""
    files = [stem.with_name(f"{stem.name}.png"), stem.with_name(f"{stem.name}.svg")]
    for file, dots in zip(files, (130, 100), strict=True):
        save(figure, file, dots, words=False)
    return files


def _paint(colour: Colour) -> tuple[float, ...]:
    return tuple(part / 255 for part in colour)


def _scaled(values: NDArray[np.float64], by_column: bool, top: float | None) -> NDArray[np.float64]:
    if not by_column:
        most = top if top is not None else float(np.max(values, initial=0, where=np.isfinite(values)))
        return np.asarray(values / most if most > 0 else values)
    finite = np.isfinite(values)
    low = np.min(values, axis=0, initial=np.inf, where=finite)
    high = np.max(values, axis=0, initial=-np.inf, where=finite)
    span = np.where(high > low, high - low, 1)  # an annotation without bases here is a column without numbers
    return np.where(finite, (values - np.where(high < low, 0, low)) / span, np.nan)


def _short(value: float, digits: int) -> str:
    return (
        f"{value:.0f}"
        if abs(value) >= 99.5
        else f"{value:.1f}"
        if abs(value) >= 9.95
        else f"{value:.{digits}f}"
    )
