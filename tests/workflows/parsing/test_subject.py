from babelix.workflows.parsing.parser import Parser
from babelix.workflows.parsing.settings import ParsingSettings
from babelix.workflows.parsing.subject import SUBJECT
from babelix.workflows.runs.tasks import load, subject


def test_the_task_is_known(tree_run, tree_recipe):
    assert subject("parsing", tree_recipe) is SUBJECT
    assert SUBJECT.settings is ParsingSettings
    assert isinstance(load(tree_run), Parser)
