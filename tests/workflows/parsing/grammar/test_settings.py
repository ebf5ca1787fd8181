import pytest

from babelix.base.errors import RequestError
from babelix.workflows.parsing.grammar.settings import GrammarSettings


def test_orders_are_one_or_more():
    assert GrammarSettings.read({"data": {"name": "treebank"}}, "r").grammar.vertical == 2
    with pytest.raises(RequestError, match=r"setting 'grammar\.horizontal'"):
        GrammarSettings.read({"data": {"name": "treebank"}, "grammar": {"horizontal": 0}}, "r")
