import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from babelix.views.drawing import canvas
from babelix.views.states.figures import Grid, heatmap, lines, save_both

RED, BLUE = (255, 0, 0), (0, 0, 255)
VALUES = np.array([[0.25, 50.0, np.nan], [1.0, 200.0, 3.0]])
GRID = Grid(VALUES, ["E1  TSS", "E2  R"], ["a", "bcde", "f"], [RED, BLUE], "Title", "mark")


def texts(figure):
    """Return what stands in the cells: text and ink by column and row."""
    (axes,) = figure.axes
    return {tuple(map(int, each.get_position())): (each.get_text(), each.get_color()) for each in axes.texts}


def colours(figure):
    (axes,) = figure.axes
    return axes.images[0].get_array()


def test_colours_run_from_nothing_to_the_most():
    np.testing.assert_allclose(colours(heatmap(GRID))[:, :2], VALUES[:, :2] / 200)
    np.testing.assert_allclose(colours(heatmap(GRID, top=400))[:, :2], VALUES[:, :2] / 400)


@pytest.mark.slow
def test_colours_of_every_column_by_itself():
    shown = colours(heatmap(GRID, by_column=True))
    assert shown[:, :2].tolist() == [[0, 0], [1, 1]]
    assert shown[1, 2] == 0  # the only number of its column
    alone = Grid(np.full((2, 1), np.nan), GRID.rows, ["none"], GRID.colours, "", "")
    assert np.isnan(np.ma.filled(colours(heatmap(alone, by_column=True)), np.nan)).all()
    assert texts(heatmap(alone, by_column=True)) == {}


def test_numbers_are_short_and_legible_on_their_colour():
    found = texts(heatmap(GRID))
    assert {place: text for place, (text, _) in found.items()} == {
        (0, 0): "0.25", (1, 0): "50.0", (0, 1): "1.00", (1, 1): "200", (2, 1): "3.00",
    }  # fmt: skip
    assert (found[1, 1][1], found[1, 0][1]) == ("white", "0.15")
    assert texts(heatmap(GRID, digits=1))[0, 0][0] == "0.2"


@pytest.mark.parametrize(
    ("value", "said"), [(9.94, "9.94"), (9.95, "9.9"), (99.4, "99.4"), (99.5, "100"), (-120.0, "-120")]
)
def test_large_numbers_need_no_decimals(value, said):
    grid = Grid(np.array([[value]]), ["E1"], ["a"], [RED], "", "")
    assert texts(heatmap(grid, top=200))[0, 0][0] == said


def test_rows_have_names_and_squares_in_their_colours():
    (axes,) = heatmap(GRID).axes
    assert [each.get_text() for each in axes.get_yticklabels()] == ["E1  TSS", "E2  R"]
    assert [each.get_text() for each in axes.get_xticklabels()] == ["a", "bcde", "f"]
    assert (axes.get_title(), axes.get_xlabel()) == ("Title", "mark")
    squares = [each for each in axes.patches if isinstance(each, Rectangle)]
    assert [each.get_facecolor()[:3] for each in squares] == [(1, 0, 0), (0, 0, 1)]
    assert [each.get_y() for each in squares] == [-0.5, 0.5]


def test_curves_of_one_colour_differ_in_their_lines():
    figure = lines(
        np.array([[1.0, 2.0], [3.0, 9.0], [0.5, 0.1]]), ["a", "b", "c"], [-200, 0], "T", [RED, RED, BLUE]
    )
    (axes,) = figure.axes
    curves = [line for line in axes.lines if line.get_label() in ("a", "b", "c")]
    assert [line.get_linestyle() for line in curves] == ["-", "--", "-"]
    assert [to_rgb(line.get_color()) for line in curves] == [(1, 0, 0), (1, 0, 0), (0, 0, 1)]
    assert curves[1].get_xdata().tolist() == [-200, 0]
    assert curves[1].get_ydata().tolist() == [3, 9]
    assert [each.get_text() for each in axes.get_yticklabels()] == ["0", "0.5", "1", "2", "5"]
    assert [line.get_ydata()[0] for line in axes.lines[3:]] == [1]  # what chance gives
    assert axes.get_xlabel() == "bases from the anchor, downstream to the right"


def test_curves_around_anchors_without_strand_say_what_is_right():
    (axes,) = lines(np.array([[1.0, 2.0]]), ["a"], [0, 200], "T", [RED], "up the chromosome").axes
    assert axes.get_xlabel() == "bases from the anchor, up the chromosome to the right"


def test_both_forms_lie_beside_the_stem(tmp_path):
    figure = canvas(2, 1)
    png, svg = save_both(figure, tmp_path / "x_2_emissions.v1")
    assert (png.name, svg.name) == ("x_2_emissions.v1.png", "x_2_emissions.v1.svg")
    assert int.from_bytes(png.read_bytes()[16:20], "big") == 260  # 130 dots an inch
    assert svg.read_text().startswith("<?xml")
