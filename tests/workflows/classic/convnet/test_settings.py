import pytest

from babelix.base.errors import RequestError
from babelix.base.settings import read_toml
from babelix.workflows.classic.convnet.settings import ConvnetSettings


def test_the_recipe_is_the_defaults(root):
    found = ConvnetSettings.read(read_toml(root / "recipes" / "classic" / "mnist.toml"), "mnist.toml")
    assert found == ConvnetSettings.read({"data": {"name": "mnist"}}, "here")
    assert (found.data.shift, found.data.turn, found.data.mirror) == (1, 10, False)
    assert (found.model.dropout, found.training.epochs, found.training.batch) == (0.25, 3, 64)


def test_the_recipe_of_colour_pictures(root):
    path = root / "recipes" / "classic" / "cifar10-subset.toml"
    found = ConvnetSettings.read(read_toml(path), path.name)
    assert (found.data.name, found.data.mirror, found.data.turn) == ("cifar10-subset", True, 0)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "setting 'data' is missing"),
        ({"data": {"name": "x", "sides": 3}}, "unknown setting 'data.sides'; did you mean 'side'"),
        ({"data": {"name": "x"}, "training": {"epochs": 0}}, r"setting 'training.epochs': .* \(got 0\)"),
        ({"data": {"name": "x"}, "model": {"dropout": 1.0}}, "setting 'model.dropout'"),
    ],
)
def test_what_is_refused(values, sentence):
    with pytest.raises(RequestError, match=sentence):
        ConvnetSettings.read(values, "here")
