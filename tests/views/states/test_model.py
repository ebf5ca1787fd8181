from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from babelix.chromatin.markov.model import Model
from babelix.chromatin.segments.colours import state_colours
from babelix.views.states import model as view
from babelix.views.states.figures import Grid, heatmap

MODEL = Model(
    ("A", "B", "C"),
    np.array([0.5, 0.5]),
    np.array([[0.9, 0.1], [0.25, 0.75]]),
    np.array([[0.11, 0.22, 0.33], [0.44, 0.55, 0.66]]),
)


@pytest.fixture
def grids(monkeypatch):
    """What is drawn, besides drawing it."""
    seen = []

    def draw(grid: Grid, **how: Any) -> Figure:
        seen.append((grid, how))
        return heatmap(grid, **how)

    monkeypatch.setattr(view, "heatmap", draw)
    return seen


@pytest.mark.slow
def test_emissions_in_the_order_of_the_marks_and_transitions(grids, tmp_path):
    files = view.draw_model(MODEL, ["C", "A", "B"], tmp_path)
    assert [path.name for path in files] == [
        "emissions_2.png",
        "emissions_2.svg",
        "transitions_2.png",
        "transitions_2.svg",
    ]
    assert all(path.stat().st_size > 1000 for path in files)
    (emissions, how), (transitions, _) = grids
    assert emissions.values.tolist() == [[0.33, 0.11, 0.22], [0.66, 0.44, 0.55]]
    assert (list(emissions.columns), list(emissions.rows)) == (["C", "A", "B"], ["1", "2"])
    assert emissions.colours == state_colours(2)
    assert how == {"top": 1}
    assert transitions.values.tolist() == MODEL.transition.tolist()
    assert list(transitions.columns) == ["1", "2"]
