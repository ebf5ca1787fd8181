from babelix.workflows.parsing.grammar.settings import GrammarSettings
from babelix.workflows.parsing.grammar.subject import SUBJECT
from babelix.workflows.runs.tasks import subject


def test_the_task_is_known(tmp_path):
    assert subject("grammar", tmp_path) is SUBJECT
    assert SUBJECT.settings is GrammarSettings
