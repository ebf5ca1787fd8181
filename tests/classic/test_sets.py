import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.sets import SETS, held_out, named_set, points_of_file


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_its_seeds_and_of_two_classes_alike(name):
    one, same, other = (named_set(name, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.x, same.x)
    assert not np.allclose(one.x, other.x)
    assert np.bincount(one.y).tolist() == [100, 100]
    assert one.held_out.sum() == 40
    assert np.bincount(one.y[one.held_out]).tolist() == [20, 20]


def test_a_disc_lies_within_a_ring():
    points = named_set("circle", 0)
    radius = np.hypot(*points.x.T)
    assert radius[points.y == 1].max() < 2 < 3 < radius[points.y == 0].min()
    assert radius.max() < 5


def test_arms_of_a_spiral_lie_across_from_one_another():
    points = named_set("spiral", 0)
    one, other = points.x[points.y == 0], points.x[points.y == 1]
    assert np.abs(one + other)[5:].max() < 1.2
    assert np.hypot(*one[-1]) == pytest.approx(5, abs=0.2)


def test_clouds_across_from_one_another_are_of_one_class():
    points = named_set("xor", 0)
    expected = points.x[:, 0] * points.x[:, 1] > 0
    assert np.mean(expected == points.y) > 0.97


def test_each_moon_reaches_into_the_other():
    points = named_set("moons", 0)
    one, other = points.x[points.y == 0], points.x[points.y == 1]
    assert one[:, 0].max() > other[:, 0].min() + 1
    assert one[:, 1].max() > other[:, 1].max() + 1


def test_one_in_five_of_each_class_is_held_out():
    y = np.array([0] * 11 + [1] * 5)
    chosen = held_out(y, 3)
    assert (chosen[:11].sum(), chosen[11:].sum()) == (2, 1)
    assert not np.array_equal(chosen, held_out(y, 4))


def test_classes_of_a_file_are_its_words(tmp_path):
    rows = [f"{i},{i * i},{'blue' if i % 3 else 'amber'}" for i in range(17)]
    (tmp_path / "p.csv").write_text("\n".join(rows))
    points = points_of_file(tmp_path / "p.csv", 0)
    assert points.classes == ("amber", "blue")
    assert points.y[:4].tolist() == [0, 1, 1, 0]
    assert points.x[4].tolist() == [4, 16]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["1,2,a"] * 7, "all 7 points are of the class 'a'; expected at least two classes"),
        ([f"{i},{i},{i}" for i in range(13)], "has 13 classes; expected at most 12"),
        ([f"{i},{i},{'ab'[i > 4]}" for i in range(9)], "the class 'b' has 4 points; expected at least 5"),
        ([f"{i},3,{'ab'[i > 4]}" for i in range(10)], "every y is 3; expected points in a plane"),
        (
            [f"{i}e250,{i},{'ab'[i > 4]}" for i in range(10)],
            "x is up to 9e.250; expected numbers of 1e-100 to",
        ),
        ([f"{i},{i}e-200,{'ab'[i > 4]}" for i in range(10)], "y is up to 9e-200; expected numbers of 1e-100"),
    ],
)
def test_points_that_teach_nothing(tmp_path, rows, sentence):
    (tmp_path / "p.csv").write_text("\n".join(rows))
    with pytest.raises(RequestError, match=sentence):
        points_of_file(tmp_path / "p.csv", 0)


def test_an_unknown_set():
    with pytest.raises(RequestError, match=r"`set_name` 'spirals': expected one of .*did you mean 'spiral'"):
        named_set("spirals", 0)
