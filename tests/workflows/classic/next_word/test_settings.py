import pytest

from babelix.base.errors import RequestError
from babelix.base.settings import read_toml
from babelix.workflows.classic.next_word.settings import CompareSettings, NextWordSettings


def test_the_recipes_are_read(root):
    folder = root / "recipes" / "classic" / "next-word"
    lstm = NextWordSettings.read(read_toml(folder / "zaremba.toml"), "zaremba.toml")
    assert (lstm.model.kind, lstm.model.hidden, lstm.model.layers) == ("lstm", 200, 2)
    compared = CompareSettings.read(read_toml(folder / "compare-ptb.toml"), "compare-ptb.toml")
    assert len(compared.trials.seeds) == 3
    assert len(compared.model.kinds) == 7


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "setting 'data' is missing"),
        ({"data": {"name": "x"}, "model": {"kind": "lsmt"}}, "setting 'model.kind': .*'lsmt'"),
        ({"data": {"name": "x"}, "training": {"epochs": 0}}, r"setting 'training.epochs': .* \(got 0\)"),
    ],
)
def test_what_is_refused(values, sentence):
    with pytest.raises(RequestError, match=sentence):
        NextWordSettings.read(values, "here")
