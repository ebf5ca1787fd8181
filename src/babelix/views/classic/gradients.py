"""Gradients, recall and time a token, a line for each kind of layer."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator

from babelix.base.counts import several
from babelix.views.classic.axes import bare
from babelix.views.drawing import HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.classic.gradients import Gradients

Colours = Mapping[str, str]


def draw_gradients(found: Gradients, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`: a panel for each thing measured."""
    panels = 1 + bool(found.learned) + bool(found.recalled) + bool(found.paces)
    rows = 1 + panels // 4  # two by two where there are four
    columns = panels // rows
    figure = canvas(1.2 + 3.9 * columns, 3.6 * rows, layout="constrained")
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    free = iter(axes)
    colours = dict(zip((each.cell for each in found.reaches), HEAD_COLOURS, strict=False))
    first = next(free)
    title = f"gradient over that of the last step, median of {found.seeds}"
    _fading(first, ((each.cell, each.ratios) for each in found.reaches), colours, title)
    first.legend(fontsize=6.5, frameon=False)
    if found.learned:
        distance = found.learned[0].distance
        each = next(free)
        title = f"the same after learning to recall from {distance} back"
        _fading(each, ((one.cell, one.ratios) for one in found.learned), colours, title)
        each.axvline(distance, color=QUIET, linewidth=0.6, linestyle=":")
    if found.recalled:
        _recalled(next(free), found, colours)
    if found.paces:
        _paces(next(free), found, colours)
    for each in axes:
        bare(each)
    save(figure, path, dots=140)


def _fading(axes: Axes, curves: Iterable[tuple[str, Sequence[float]]], colours: Colours, title: str) -> None:
    for cell, ratios in curves:
        axes.plot(range(len(ratios)), ratios, color=colours[cell], linewidth=1.2, label=cell)
    axes.set_yscale("log")
    axes.set_ylim(1e-10, 5)
    axes.set_xlabel("steps back", fontsize=8, color=INK)
    axes.set_title(title, fontsize=9, color=INK)


def _recalled(axes: Axes, found: Gradients, colours: Colours) -> None:
    for one in found.recalled:
        axes.plot(
            one.distances, one.accuracy, color=colours[one.cell], marker="o", markersize=3, linewidth=1.1
        )
    axes.axhline(1 / 8, color=QUIET, linewidth=0.6, linestyle=":")
    axes.set_ylim(0, 1.05)
    axes.set_xlabel("steps back", fontsize=8, color=INK)
    axes.set_title(f"symbols recalled after {several(found.updates, 'update')}", fontsize=9, color=INK)


def _paces(axes: Axes, found: Gradients, colours: Colours) -> None:
    lengths = sorted({each.length for each in found.paces})
    for cell, colour in colours.items():
        own = [each for each in found.paces if each.cell == cell]
        tokens = [each.length for each in own]
        axes.plot(tokens, [each.training for each in own], color=colour, linewidth=1.1)
        axes.plot(tokens, [each.generating for each in own], color=colour, linewidth=1.1, linestyle="--")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xticks(lengths, [str(each) for each in lengths])
    axes.set_xlabel("tokens", fontsize=8, color=INK)
    axes.set_title("µs a token: learning, and writing (dashed)", fontsize=9, color=INK)
