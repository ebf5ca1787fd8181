from pathlib import Path

import babelix
from babelix.workflows.runs.tasks import subject
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.subject import SUBJECT
from babelix.workflows.translation.translator import Translator


def test_the_task_translation_is_this_subject(tiny_run: Path) -> None:
    assert subject("translation", tiny_run) is SUBJECT
    assert SUBJECT.settings is TranslationSettings
    loaded = babelix.load(str(tiny_run))
    assert isinstance(loaded, Translator)
    assert loaded.name == tiny_run.name
