"""The toy's figure: decision regions, a hidden layer's two neurons, the history."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from numpy.typing import NDArray

from babelix.classic.net import Net
from babelix.classic.saved import Toy
from babelix.views.classic.axes import bare
from babelix.views.drawing import HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.classic.playground import View

# Green and red as in the original, in shades that everyone tells apart; more classes take the palette's others.
COLOURS = ("#009e73", "#d55e00", *(each for each in HEAD_COLOURS if each not in ("#009e73", "#d55e00")))
_GRID, _MESH = 200, 25


def draw_toy(toy: Toy, path: str | Path, view: View) -> None:
    """Write the figure, PNG or SVG by the ending of `path`. Raises `RequestError` for a layer or neuron not there."""
    layer, neurons = view.of(toy.net)
    figure = canvas(10.8, 3.6, layout="constrained")
    plane, hidden, history = figure.subplots(1, 3)
    _draw_plane(plane, toy)
    _draw_hidden(hidden, toy, layer, neurons)
    _draw_history(history, toy)
    for axes in (plane, hidden, history):
        bare(axes)
    shape = "-".join(map(str, (2, *toy.net.hidden, len(toy.points.classes))))
    title = f"{toy.points.name}:  {shape}, {toy.net.activation};  points with a dark rim are held out"
    figure.suptitle(title, fontsize=10, color=INK, x=0.01, ha="left")
    save(figure, path, dots=140)


def bounds(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper ends of what is drawn: the points' with a tenth of room around."""
    low, high = x.min(0), x.max(0)
    room = np.where(high > low, 0.1 * (high - low), 1.0)
    return low - room, high + room


def regions(net: Net, low: NDArray[np.float64], high: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    """Return the class at the middles of `size` x `size` cells between the corners `low` and `high`, [y, x]."""
    places = (np.arange(size) + 0.5) / size
    x, y = np.meshgrid(low[0] + places * (high[0] - low[0]), low[1] + places * (high[1] - low[1]))
    return net.classify(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(size, size)


def _draw_plane(axes: Axes, toy: Toy) -> None:
    low, high = bounds(toy.points.x)
    pale = ListedColormap([_paled(each) for each in COLOURS[: len(toy.points.classes)]])
    found = regions(toy.net, low, high, _GRID)
    axes.imshow(
        found, origin="lower", extent=(low[0], high[0], low[1], high[1]), cmap=pale, vmin=-0.5,
        vmax=len(toy.points.classes) - 0.5, aspect="auto", interpolation="nearest",
    )  # fmt: skip
    _draw_points(axes, toy, toy.points.x)
    last = toy.history[-1]
    axes.set_title(f"regions: {last.accuracy:.1%} right, held out {last.held_out:.1%}", fontsize=9, color=INK)
    axes.legend(fontsize=7, loc="upper left", framealpha=0.8, handletextpad=0.1)
    axes.set_xlabel("x", fontsize=8, color=INK)
    axes.set_ylabel("y", fontsize=8, color=INK)


def _draw_points(axes: Axes, toy: Toy, places: NDArray[np.float64]) -> None:
    for number, name in enumerate(toy.points.classes):
        for held_out in (False, True):
            chosen = (toy.points.y == number) & (toy.points.held_out == held_out)
            axes.scatter(
                places[chosen, 0], places[chosen, 1], s=14, color=COLOURS[number], linewidth=0.8, zorder=3,
                edgecolor=INK if held_out else "white", label=None if held_out else name,
            )  # fmt: skip


def _draw_hidden(axes: Axes, toy: Toy, layer: int, neurons: tuple[int, int]) -> None:
    """Draw where a mesh of the plane goes, in the colour of the class decided there, and the points on it.

    One neuron has one value for each: it stands along x, in a row for each class, a little above and below one another.
    """
    columns = [each - 1 for each in neurons]
    low, high = bounds(toy.points.x)
    along = np.linspace(0, 1, _MESH)
    x, y = np.meshgrid(low[0] + along * (high[0] - low[0]), low[1] + along * (high[1] - low[1]))
    mesh = np.stack([x.ravel(), y.ravel()], axis=1)
    bent = toy.net.layers(mesh)[layer - 1][:, columns]
    places = toy.net.layers(toy.points.x)[layer - 1][:, columns]
    decided = toy.net.classify(mesh)
    title = f"what hidden layer {layer} makes of the plane"
    if columns[0] == columns[1]:
        title = f"hidden layer {layer}, one neuron: a row for each class"
        bent, places = _in_rows(bent[:, 0], decided), _in_rows(places[:, 0], toy.points.y)
        axes.set_yticks(range(len(toy.points.classes)), toy.points.classes)
        axes.set_ylim(-0.6, len(toy.points.classes) - 0.4)
    else:
        grid = bent.reshape(_MESH, _MESH, 2)
        for lines in (grid, grid.swapaxes(0, 1)):
            axes.plot(lines[..., 0].T, lines[..., 1].T, color=QUIET, linewidth=0.3, alpha=0.6, zorder=1)
        axes.set_ylabel(f"neuron {neurons[1]}", fontsize=8, color=INK)
    axes.scatter(bent[:, 0], bent[:, 1], s=5, color=[_paled(COLOURS[each]) for each in decided], zorder=2)
    _draw_points(axes, toy, places)
    axes.set_title(title, fontsize=9, color=INK)
    axes.set_xlabel(f"neuron {neurons[0]}", fontsize=8, color=INK)


def _in_rows(values: NDArray[np.float64], classes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return values [n] along x and their classes along y, moved by up to a third of a row so that equals are seen."""
    moved = (np.arange(len(values)) * 0.618034) % 1  # evenly, without chance
    return np.stack([values, classes + (moved - 0.5) * 0.66], axis=1)


def _draw_history(axes: Axes, toy: Toy) -> None:
    epochs = [each.epoch for each in toy.history]
    lines = {
        "loss": (INK, [each.loss for each in toy.history]),
        "wrong, trained on": (HEAD_COLOURS[0], [1 - each.accuracy for each in toy.history]),
        "wrong, held out": (HEAD_COLOURS[3], [1 - each.held_out for each in toy.history]),
    }
    for label, (colour, values) in lines.items():
        axes.plot(epochs, values, color=colour, linewidth=1.1, label=label)
    axes.set_ylim(bottom=0)
    axes.set_title("history", fontsize=9, color=INK)
    axes.set_xlabel("epochs", fontsize=8, color=INK)
    axes.legend(fontsize=7, frameon=False)


def _paled(colour: str) -> tuple[float, float, float]:
    red, green, blue = (0.28 * each + 0.72 for each in to_rgb(colour))
    return red, green, blue
