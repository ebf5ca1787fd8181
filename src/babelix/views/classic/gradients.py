"""Gradients, recall and time a token, a line for each kind of layer."""

from pathlib import Path

from matplotlib.ticker import LogLocator, NullLocator

from babelix.views.classic.axes import bare
from babelix.views.drawing import HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.classic.gradients import Gradients


def draw_gradients(found: Gradients, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`: a panel for each thing measured."""
    panels = 1 + bool(found.recalled) + bool(found.paces)
    figure = canvas(1.2 + 3.9 * panels, 3.6, layout="constrained")
    axes = list(figure.subplots(1, panels, squeeze=False)[0])
    first = axes[0]
    colours = dict(zip((each.cell for each in found.reaches), HEAD_COLOURS, strict=False))
    for each in found.reaches:
        first.plot(
            range(len(each.ratios)), each.ratios, color=colours[each.cell], linewidth=1.2, label=each.cell
        )
    first.set_yscale("log")
    first.set_ylim(1e-10, 2)
    first.set_xlabel("steps back", fontsize=8, color=INK)
    first.set_title(f"gradient over that of the last step, median of {found.seeds}", fontsize=9, color=INK)
    first.legend(fontsize=6.5, frameon=False)
    place = 1
    if found.recalled:
        for one in found.recalled:
            axes[place].plot(
                one.distances, one.accuracy, color=colours[one.cell], marker="o", markersize=3, linewidth=1.1
            )
        axes[place].axhline(1 / 8, color=QUIET, linewidth=0.6, linestyle=":")
        axes[place].set_ylim(0, 1.05)
        axes[place].set_xlabel("steps back", fontsize=8, color=INK)
        axes[place].set_title(f"symbols recalled after {found.updates} updates", fontsize=9, color=INK)
        place += 1
    if found.paces:
        for cell in colours:
            own = [each for each in found.paces if each.cell == cell]
            lengths = [each.length for each in own]
            axes[place].plot(lengths, [each.training for each in own], color=colours[cell], linewidth=1.1)
            axes[place].plot(
                lengths, [each.generating for each in own], color=colours[cell], linewidth=1.1, linestyle="--"
            )
        axes[place].set_xscale("log", base=2)
        axes[place].set_yscale("log")
        axes[place].yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes[place].yaxis.set_major_formatter("{x:g}")
        axes[place].yaxis.set_minor_locator(NullLocator())
        axes[place].set_xticks(lengths, [str(each) for each in lengths])
        axes[place].set_xlabel("tokens", fontsize=8, color=INK)
        axes[place].set_title("µs a token: learning, and writing (dashed)", fontsize=9, color=INK)
    for each in axes:
        bare(each)
    save(figure, path, dots=140)
