import json

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.descent import Descent
from babelix.classic.saved import Moment, Toy, as_object, read_toy, write_toy
from babelix.classic.sets import Points


@pytest.fixture
def toy(small_net):
    x = np.random.default_rng(0).normal(size=(7, 2))
    points = Points("mine", x, np.array([0, 1, 1, 0, 1, 0, 0]), np.arange(7) == 3, ("é", "b"))
    return Toy(
        points, small_net, Descent(epochs=3, rate=0.1), (Moment(0, 0.7, 0.5, 0.0), Moment(3, 1 / 3, 1.0, 1.0))
    )


@pytest.fixture
def changed(toy, tmp_path):
    """Return a function that writes the toy with one value changed, and gives the file."""

    def write(*path, value):
        content = json.loads(json.dumps(as_object(toy)))
        inner = content
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
        (tmp_path / "toy.json").write_text(json.dumps(content))
        return tmp_path / "toy.json"

    return write


def test_what_is_read_is_what_was_written(toy, tmp_path):
    write_toy(tmp_path / "toy.json", toy)
    found = read_toy(tmp_path / "toy.json")
    assert as_object(found) == as_object(toy)
    np.testing.assert_array_equal(found.net.probabilities(toy.points.x), toy.net.probabilities(toy.points.x))
    assert found.points.classes == ("é", "b")
    assert found.history == toy.history


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["version"], 2, "is of version 2; this Babelix reads up to 1: use a later one"),
        (["version"], "1", "expected a version of 1, got '1'"),
        (["format"], "other", 'expected an object with "format": "babelix playground"'),
        (["net", "activation"], "tan", "net.activation 'tan': expected one of tanh"),
        (
            ["net", "layers", 1, "W"],
            [[1.0]],
            r"net.layers, number 2: expected W of 5 rows of 3 numbers, got \[1, 1\]",
        ),
        (["net", "layers", 1, "W"], [[1.0], []], "net.layers, number 2: W has rows of unequal length"),
        (["net", "layers", 0, "b"], [1e999, 0, 0], "net.layers, number 1: b holds what is no finite number"),
        (["net", "layers"], [], "net.layers: expected at least 2, got 0"),
        (["net", "scale"], [1.0, 0.0], "net.center and net.scale: expected two numbers each, scales above 0"),
        (["net", "colour"], 1, "unknown setting 'net.colour'"),
        (
            ["points", "y"],
            [0, 1],
            r"points: expected as many x, .* as y and held_out, got \[7, 2, 7\]",
        ),
        (["points", "y"], [0, 1, 2, 0, 1, 0, 0], "points.classes: expected 2, one for each output"),
        (["points", "x", 0, 0], "1", "setting 'points.x.0.0': Input should be a valid number"),
        (["training", "epochs"], 0, "training: `epochs` 0: expected at least 1"),
        (["points", "y", 0], 10**30, "points.classes: expected 2, one for each output"),
        (["history"], [], "history: expected at least one moment, of finite numbers"),
        (["history", 0, "loss"], float("nan"), "history: expected at least one moment, of finite numbers"),
    ],
)
def test_a_file_that_does_not_fit_itself(changed, path, value, sentence):
    with pytest.raises(RequestError, match=sentence):
        read_toy(changed(*path, value=value))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00", "NaN", "[]", "null"])
def test_a_file_that_is_none(tmp_path, text):
    (tmp_path / "toy.json").write_text(text)
    with pytest.raises(RequestError, match=r"toy\.json"):
        read_toy(tmp_path / "toy.json")
