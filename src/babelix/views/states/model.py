"""Figures of a model of chromatin states: its emissions and its transitions."""

from collections.abc import Sequence
from pathlib import Path

from babelix.chromatin.markov.model import Model
from babelix.chromatin.segments.colours import state_colours
from babelix.views.states.figures import Grid, heatmap, save_both


def draw_model(model: Model, marks: Sequence[str], folder: Path) -> list[Path]:
    """Draw emissions (columns: `marks`) and transitions of `model` into `folder` as PNG and SVG; return the files."""
    order = [model.names.index(mark) for mark in marks]
    names = [str(state + 1) for state in range(model.states)]
    colours = state_colours(model.states)
    emission = Grid(
        model.emission[:, order], names, marks, colours, "Emissions: probability of a mark in a state", "mark"
    )
    moves = Grid(
        model.transition,
        names,
        names,
        colours,
        "Transitions: from a state (row) to the next bin's",
        "state to",
    )
    files: list[Path] = []
    for name, grid in (("emissions", emission), ("transitions", moves)):
        files += save_both(heatmap(grid, top=1), folder / f"{name}_{model.states}")
    return files
