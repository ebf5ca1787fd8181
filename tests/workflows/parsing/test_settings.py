import pytest

from babelix.base.errors import RequestError
from babelix.workflows.parsing.settings import ParsingSettings


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "give data.name or data.train"),
        ({"train": ["a.mrg"]}, "data.train needs data.val beside it"),
        ({"name": "treebank", "tag": True}, "unknown setting 'data.tag'"),
    ],
)
def test_what_says_nothing_is_refused(data, told):
    with pytest.raises(RequestError, match=told):
        ParsingSettings.read({"data": data}, "r.toml")


def test_the_published_numbers_are_the_defaults():
    settings = ParsingSettings.read({"data": {"name": "treebank"}}, "r.toml")
    assert settings.task == "parsing"
    assert (settings.model.size, settings.model.pointer) == ("parsing", False)
    assert (settings.training.warmup, settings.decoding.alpha) == (4000, 0.3)
