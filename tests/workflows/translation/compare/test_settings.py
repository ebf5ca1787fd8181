import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.compare.settings import CompareSettings


def test_what_is_refused(values):
    one, two = values["systems"]
    for changed, said in (
        ({"systems": [one, {**two, "name": "plain"}]}, r"need names of their own .* \['plain', 'plain'\]"),
        ({"systems": [one, {**two, "name": "a/b"}]}, "that can name folders"),
        ({"systems": [one]}, "systems"),
        ({"test_files": ["test.source"]}, r"give data\.name, or test_files"),
    ):
        with pytest.raises(RequestError, match=said):
            CompareSettings.read({**values, **changed}, "here")
