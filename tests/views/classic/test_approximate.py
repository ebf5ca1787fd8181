from dataclasses import replace

import numpy as np
import pytest

from babelix.classic.approximator import Approximator
from babelix.classic.curves import curve_of_function
from babelix.views import drawing
from babelix.views.classic import approximate as view
from babelix.workflows.classic.approximate import Approximation, Sum


@pytest.fixture
def found():
    sums = tuple(
        Sum(p, (0.3 / p, 0.1 / p, 0.0), Approximator(np.ones(p), np.zeros(p), np.full(p, 0.5), "tanh"), 0.2)
        for p in (7, 2, 3, 5)
    )
    return Approximation(curve_of_function("x", (-1, 1), 31), sums)


def test_the_smallest_the_middle_and_the_largest_are_drawn(found):
    assert [each.p for each in view.shown_sums(found.sums)] == [2, 5, 7]
    assert [each.p for each in view.shown_sums(found.sums[:2])] == [2, 7]


def test_what_is_drawn(found, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    view.draw_approximation(replace(found, sums=found.sums[:2]), tmp_path / "a.png")
    two, seven, errors = drawn[0].axes
    assert two.get_title() == "p = 2, best of 3: RMSE 0"
    fitted = next(line for line in seven.lines if line.get_label() == "p = 7")
    np.testing.assert_allclose(fitted.get_ydata(), 3.5 * np.tanh(fitted.get_xdata()), rtol=1e-12)
    (median,) = errors.lines
    np.testing.assert_allclose(median.get_ydata(), [0.05, 0.1 / 7])
    assert median.get_xdata().tolist() == [2, 7]
    dots = sorted(place[1] for each in errors.collections for place in each.get_offsets().tolist())
    np.testing.assert_allclose(dots, [1e-16, 1e-16, 0.1 / 7, 0.3 / 7, 0.05, 0.15])


@pytest.mark.slow
def test_a_figure_is_a_file(found, tmp_path):
    view.draw_approximation(found, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"
