from pathlib import Path

from babelix.workflows.dna.learning.subject import SUBJECT
from babelix.workflows.runs.tasks import subject


def test_the_task_is_known():
    assert subject("tracks", Path("r.toml")) is SUBJECT
