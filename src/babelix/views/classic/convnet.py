"""What each layer of a net makes of one picture: its maps side by side, fully connected ones as bars."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from babelix.views.classic.axes import bare
from babelix.views.drawing import INK, canvas, save
from babelix.workflows.classic.convnet.look import Looked

_MAPS, _ACROSS, _NAMED = 32, 16, 20


def draw_layers(found: Looked, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`: the picture, then a row for each layer."""
    heights = [1.6, *(1.35 if each.values.ndim == 3 else 1.0 for each in found.layers)]
    figure = canvas(9.5, sum(heights) + 0.5, layout="constrained")
    panels = figure.subplots(len(heights), 1, gridspec_kw={"height_ratios": heights})
    pixels = found.pixels.transpose(1, 2, 0) if len(found.pixels) == 3 else found.pixels[0]
    panels[0].imshow(pixels, cmap="gray", vmin=0, vmax=255)
    panels[0].set_axis_off()
    state = "" if found.net.trained else ", untrained"
    panels[0].set_title(f"{found.picture} as {found.net.name}{state} reads it", fontsize=9, color=INK)
    for axes, layer in zip(panels[1:], found.layers, strict=True):
        if layer.values.ndim == 3:
            axes.imshow(sheet(layer.values[:_MAPS]), cmap="magma", interpolation="nearest")
            axes.set_axis_off()
            shown = min(len(layer.values), _MAPS)
            count, rows, columns = layer.values.shape
            title = f"{layer.name}: {shown} of {count} maps of {rows} x {columns}"
        else:
            _draw_bars(axes, layer.values)
            title = f"{layer.name}: {len(layer.values):,} numbers"
        axes.set_title(title, fontsize=8, color=INK)
    classes = found.net.classes
    if classes is not None and len(classes) <= _NAMED:
        panels[-1].set_xticks(np.arange(len(classes)) + 0.5, classes)
    save(figure, path, dots=130)


def sheet(maps: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return maps [n, rows, columns] on one sheet, each over its own largest, nothing between them."""
    count, rows, columns = maps.shape
    across = min(count, _ACROSS)
    found = np.full((-(-count // across) * (rows + 1) - 1, across * (columns + 1) - 1), np.nan)
    for number, each in enumerate(maps):
        r, c = number // across * (rows + 1), number % across * (columns + 1)
        found[r : r + rows, c : c + columns] = each / (float(np.abs(each).max()) or 1.0)
    return found


def _draw_bars(axes: Axes, values: NDArray[np.float32]) -> None:
    axes.stairs(values, fill=True, color=INK)
    axes.set_xlim(0, len(values))
    bare(axes)
