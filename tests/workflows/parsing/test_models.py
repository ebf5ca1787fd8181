import pytest

from babelix.base.errors import RequestError
from babelix.workflows.parsing.models import load_any
from babelix.workflows.parsing.parser import Parser


def test_what_parses_is_loaded_and_what_does_not_is_refused(tree_run, tiny_run):
    assert isinstance(load_any(tree_run), Parser)
    with pytest.raises(
        RequestError, match="is a run of the task 'translation'; expected one that parses: parsing or grammar"
    ):
        load_any(tiny_run)
