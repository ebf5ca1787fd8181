"""Figures of a model of chromatin states: its emissions and its transitions."""

from collections.abc import Sequence
from pathlib import Path

from babelix.chromatin.markov.model import Model
from babelix.chromatin.segments.colours import state_colours
from babelix.views.states.figures import heatmap, save_both


def draw_model(model: Model, marks: Sequence[str], folder: Path) -> list[Path]:
    """Draw emissions (columns: `marks`) and transitions of `model` into `folder` as PNG and SVG; return the files."""
    order = [model.names.index(mark) for mark in marks]
    names = [str(state + 1) for state in range(model.states)]
    colours = state_colours(model.states)
    figures = {
        "emissions": heatmap(
            model.emission[:, order], names, marks, "Emissions: probability of a mark in a state", "mark", top=1,
            colours=colours,
        ),
        "transitions": heatmap(
            model.transition, names, names, "Transitions: from a state (row) to the next bin's", "state to", top=1,
            colours=colours,
        ),
    }  # fmt: skip
    files: list[Path] = []
    for name, figure in figures.items():
        files += save_both(figure, folder / f"{name}_{model.states}")
    return files
