"""A picture and what every kernel makes of it, each with its kernel; learned kernels below."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from babelix.views.drawing import INK, QUIET, canvas, save
from babelix.workflows.classic.kernels import Filtered, Pictures

_COLUMNS, _WIDEST_SHOWN, _DOTS = 3, 5, 90
_MOST_LEARNED, _LEARNED_ACROSS, _LEARNED_INCHES = 96, 24, 0.45


def draw_pictures(found: Pictures, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`."""
    panels = 1 + len(found.results)
    columns = min(_COLUMNS, panels)
    rows = -(-panels // columns)
    ratio = found.image.shape[0] / found.image.shape[1]
    height = 3.4 * min(max(ratio, 0.3), 3) + 0.45
    below = 0.0 if found.learned is None else _learned_height(len(found.learned[1]), 3.4 * columns)
    figure = canvas(3.4 * columns + 0.2, rows * height + below + 0.3, layout="constrained")
    places = figure.add_gridspec(
        rows + bool(below), columns, height_ratios=[height] * rows + ([below] if below else [])
    )
    original = figure.add_subplot(places[0, 0])
    _show(original, found.image)
    original.set_title(found.name, fontsize=9, color=INK)
    for number, each in enumerate(found.results, start=1):
        axes = figure.add_subplot(places[number // columns, number % columns])
        _show(axes, each.image)
        axes.set_title(_title(each), fontsize=9, color=INK)
        _write_kernel(axes, each.kernel)
    if found.learned is not None:
        across = learned_across(len(found.learned[1]), 3.4 * columns)
        _draw_learned(figure, places[rows, :], across, *found.learned)
    save(figure, path, dots=_DOTS)


def tiles(kernels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return kernels [n, channels, rows, columns] as pictures [n, rows, columns, 3], each from its least to its most.

    Three channels are red, green and blue; of another number their mean is shown gray.
    """
    shown = kernels if kernels.shape[1] == 3 else np.repeat(kernels.mean(1, keepdims=True), 3, axis=1)
    low, high = shown.min((1, 2, 3), keepdims=True), shown.max((1, 2, 3), keepdims=True)
    scaled = (shown - low) / np.where(high > low, high - low, 1)
    return np.asarray(scaled.transpose(0, 2, 3, 1), dtype=np.float32)


def _learned_height(count: int, width: float) -> float:
    """Return the inches that a sheet of learned kernels needs with its title, `width` inches wide."""
    across = learned_across(count, width)
    return width / across * -(-min(count, _MOST_LEARNED) // across) + 0.4


def learned_across(count: int, width: float) -> int:
    """Return how many learned kernels stand side by side on `width` inches: wide enough to be seen, in even rows."""
    shown = min(count, _MOST_LEARNED)
    rows = -(-shown // min(_LEARNED_ACROSS, int(width / _LEARNED_INCHES)))
    return -(-shown // rows)


def _title(each: Filtered) -> str:
    total = each.kernel.sum()
    said = f"{each.name}, sum {0 if abs(total) < 1e-9 else total:.3g}"
    return said + (f", {each.clipped:.0%} clipped" if each.clipped >= 0.005 else "")


def _show(axes: Axes, image: NDArray[np.uint8]) -> None:
    # No more dots than are printed, and each the mean of what it stands for: else fine lines flicker.
    step = max(image.shape[1] // int(3.4 * _DOTS), 1)
    rows, columns = (length // step * step for length in image.shape[:2])
    blocks = image[:rows, :columns].reshape(rows // step, step, columns // step, step, *image.shape[2:])
    axes.imshow(blocks.mean((1, 3)) / 255, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])


def _write_kernel(axes: Axes, K: NDArray[np.float64]) -> None:
    if max(K.shape) > _WIDEST_SHOWN:
        return
    # As whole numbers over one number below, where there is one.
    below = next(
        (n for n in (1, 2, 3, 4, 8, 9, 16, 25, 256) if np.allclose(K * n, (K * n).round(), atol=1e-9)), None
    )
    cells = [[f"{value * below:.0f}" if below else f"{value:.2g}" for value in row] for row in K + 0.0]
    width = max(len(cell) for row in cells for cell in row)
    text = "\n".join(" ".join(cell.rjust(width) for cell in row) for row in cells)
    if below and below > 1:
        text += f"\n/ {below}"
    axes.text(
        0.02, 0.03, text, transform=axes.transAxes, fontsize=5.5, family="monospace", color=INK, va="bottom",
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip


def _draw_learned(
    figure: Figure, place: object, across: int, name: str, kernels: NDArray[np.float32]
) -> None:
    axes = figure.add_subplot(place)  # type: ignore[call-overload]
    shown = tiles(kernels[:_MOST_LEARNED])
    rows, columns = shown.shape[1:3]
    sheet = np.ones((-(-len(shown) // across) * (rows + 1), across * (columns + 1), 3), dtype=np.float32)
    for number, tile in enumerate(shown):
        r, c = number // across * (rows + 1), number % across * (columns + 1)
        sheet[r : r + rows, c : c + columns] = tile
    axes.imshow(sheet, interpolation="nearest")
    axes.set_axis_off()
    axes.set_title(
        f"learned: {len(shown)} of {len(kernels)} kernels of {name}, each from its least to its most",
        fontsize=9, color=QUIET,
    )  # fmt: skip
