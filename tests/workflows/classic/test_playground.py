import numpy as np
import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.workflows.classic.playground import Descent, View, keep, play, reread


@pytest.fixture(scope="module")
def toy():
    return play("xor", layers=[5, 3], descent=Descent(epochs=61))


def test_four_clouds_are_parted(toy):
    first, last = toy.history[0], toy.history[-1]
    assert (first.epoch, last.epoch) == (0, 61)
    assert last.loss < first.loss / 2
    assert last.accuracy > 0.9
    assert last.held_out > 0.9
    right = toy.net.classify(toy.points.x) == toy.points.y
    assert last.held_out == right[toy.points.held_out].mean()
    assert last.accuracy == right[~toy.points.held_out].mean()


def test_history_has_some_fifty_moments(toy):
    epochs = [each.epoch for each in toy.history]
    assert len(epochs) == 51
    assert epochs == sorted(set(epochs))


def test_what_is_held_out_moves_nothing(tmp_path):
    """The classes of the points held out are turned round: the same net."""
    rows = [(i % 7, i % 11, i % 2) for i in range(40)]
    (tmp_path / "a.csv").write_text("".join(f"{x},{y},{c}\n" for x, y, c in rows))
    one = play(points=tmp_path / "a.csv", descent=Descent(epochs=3))
    chosen = np.flatnonzero(one.points.held_out)
    moved = [(x + 100 * (i in chosen), y, c) for i, (x, y, c) in enumerate(rows)]
    (tmp_path / "b.csv").write_text("".join(f"{x},{y},{c}\n" for x, y, c in moved))
    other = play(points=tmp_path / "b.csv", descent=Descent(epochs=3))
    for a, b in zip(one.net.W, other.net.W, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(one.net.center, other.net.center)


def test_the_net_read_back_is_the_net(toy, tmp_path):
    keep(toy, tmp_path / "toy.json")
    again = reread(tmp_path / "toy.json")
    x = np.random.default_rng(0).normal(size=(101, 2)) * 5
    np.testing.assert_array_equal(again.net.probabilities(x), toy.net.probabilities(x))


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (View(), (2, (1, 2))),
        (View(1), (1, (1, 2))),
        (View(1, (5, 4)), (1, (5, 4))),
        (View(None, (3, 3)), (2, (3, 3))),
    ],
)
def test_what_is_looked_at(toy, view, found):
    assert view.of(toy.net) == found


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (View(3), "`layer` 3: the net has hidden layers 1 to 2"),
        (View(0), "`layer` 0: the net has"),
        (View(2, (1, 4)), "`neurons` 4: hidden layer 2 has neurons 1 to 3"),
    ],
)
def test_what_is_not_there_to_look_at(toy, view, sentence):
    with pytest.raises(RequestError, match=sentence):
        view.of(toy.net)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"set_name": "xor", "points": "p"}, "give either `set_name` or `points`, not both"),
        ({"seed": -1}, "`seed` -1: expected at least 0"),
        ({"layers": []}, "`layers`: expected at least one hidden layer"),
        ({"layers": [6, 0]}, "`layers` 0: expected at least 1"),
        ({"layers": [1001]}, "`layers` 1001: expected at most 1,000 neurons"),
        ({"activation": "tan"}, "`activation` 'tan': expected one of"),
        ({"descent": Descent(batch=161)}, "`batch` 161: there are 160 points to train on"),
        ({"points": "absent.csv"}, "no such file: absent.csv"),
    ],
)
def test_what_is_refused(asked, sentence):
    with pytest.raises(RequestError, match=sentence):
        play(**asked)


def test_a_rate_that_leaves_all_bounds_is_told():
    with pytest.raises(TaskError, match=r"the weights are no longer numbers after .*; lower `rate`"):
        play("xor", activation="relu", descent=Descent(epochs=7, rate=1e200))


def test_a_toy_is_kept_as_json_alone(toy, tmp_path):
    with pytest.raises(RequestError, match=r"`out` .*: expected a file that ends in \.json"):
        keep(toy, tmp_path / "toy.txt")
