import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.net import Net
from babelix.views import drawing
from babelix.views.classic.playground import bounds, draw_toy, regions
from babelix.workflows.classic.playground import Descent, View, keep, play, reread


@pytest.fixture(scope="module")
def toy():
    return play("circle", layers=[3, 5], descent=Descent(epochs=3))


def test_regions_by_hand():
    """Above y = 1 the second class: hidden neurons y and -y, of which the larger wins."""
    net = Net(
        (np.array([[0.0, 1.0], [0.0, -1.0]]), np.eye(2)),
        (np.array([-1.0, 1.0]), np.zeros(2)),
        "tanh",
        np.zeros(2),
        np.ones(2),
    )
    found = regions(net, np.array([0.0, 0.0]), np.array([7.0, 4.0]), 4)
    assert found.tolist() == [[1] * 4, [0] * 4, [0] * 4, [0] * 4]  # y = 0.5, 1.5, 2.5, 3.5


def test_a_tenth_of_room():
    low, high = bounds(np.array([[0.0, 3.0], [10.0, 3.0]]))
    assert (low.tolist(), high.tolist()) == ([-1, 2], [11, 4])


@pytest.mark.slow
def test_a_toy_read_back_is_drawn_alike(toy, tmp_path):
    keep(toy, tmp_path / "toy.json")
    draw_toy(toy, tmp_path / "a.svg", View())
    draw_toy(reread(tmp_path / "toy.json"), tmp_path / "b.svg", View())
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_the_neurons_asked_for_are_drawn(toy, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    draw_toy(toy, tmp_path / "a.png", View(2, (4, 1)))
    plane, hidden, history = drawn[0].axes
    assert (hidden.get_xlabel(), hidden.get_ylabel()) == ("neuron 4", "neuron 1")
    places = np.concatenate([each.get_offsets() for each in hidden.collections[1:]])
    expected = toy.net.layers(toy.points.x)[1][:, [3, 0]]
    np.testing.assert_allclose(np.sort(places, axis=0), np.sort(expected, axis=0))
    assert sum(len(each.get_offsets()) for each in plane.collections) == 200
    np.testing.assert_allclose(history.lines[0].get_ydata(), [each.loss for each in toy.history])


@pytest.mark.parametrize(("layers", "view"), [([3, 1], View()), ([5], View(1, (2, 2)))])
def test_one_neuron_stands_along_a_line_with_a_row_for_each_class(tmp_path, monkeypatch, layers, view):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    toy = play("circle", layers=layers, descent=Descent(epochs=2))
    draw_toy(toy, tmp_path / "a.png", view)
    hidden = drawn[0].axes[1]
    assert [each.get_text() for each in hidden.get_yticklabels()] == ["green", "red"]
    assert "one neuron: a row for each class" in hidden.get_title()
    found = np.concatenate([each.get_offsets() for each in hidden.collections[1:]])
    _, (neuron, _) = view.of(toy.net)
    values = toy.net.layers(toy.points.x)[-1][:, neuron - 1]
    np.testing.assert_allclose(np.sort(found[:, 0]), np.sort(values))
    for label in (0, 1):
        of_class = np.isin(found[:, 0], values[toy.points.y == label])
        assert (np.abs(found[of_class, 1] - label) < 0.34).all()


def test_a_neuron_that_is_not_there(toy, tmp_path):
    with pytest.raises(RequestError, match="`neurons` 6: hidden layer 2 has neurons 1 to 5"):
        draw_toy(toy, tmp_path / "a.png", View(2, (1, 6)))
    assert list(tmp_path.iterdir()) == []
