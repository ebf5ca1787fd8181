from pathlib import Path

import pytest

import babelix
from babelix.base.errors import RequestError
from babelix.transformer.rounding import is_rounded
from babelix.workflows.runs.tasks import subject
from babelix.workflows.translation.network import as_transformer
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.subject import SUBJECT
from babelix.workflows.translation.translator import Translator


def test_the_task_translation_is_this_subject(tiny_run: Path) -> None:
    assert subject("translation", tiny_run) is SUBJECT
    assert SUBJECT.settings is TranslationSettings
    loaded = babelix.load(str(tiny_run))
    assert isinstance(loaded, Translator)
    assert loaded.name == tiny_run.name


def test_a_model_is_loaded_in_a_precision_that_its_task_has(tiny_run: Path, tree_run: Path) -> None:
    loaded = babelix.load(str(tiny_run), precision="w8a8")
    assert is_rounded(as_transformer(loaded.model, "tiny"))
    for run, precision in ((tiny_run, "float8"), (tree_run, "w8a8")):
        with pytest.raises(RequestError, match=f"unknown precision '{precision}'; expected one of"):
            babelix.load(str(run), precision=precision)
