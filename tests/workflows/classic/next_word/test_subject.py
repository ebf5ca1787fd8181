from pathlib import Path

from babelix.workflows.classic.next_word.subject import SUBJECT
from babelix.workflows.runs.tasks import load


def test_a_run_is_loaded_by_its_task(asked, tmp_path):
    SUBJECT.train(
        asked("n-gram"), beside=Path(), run=tmp_path / "r", resume=False, listener=lambda progress: None
    )
    assert load(tmp_path / "r").name == "r"
