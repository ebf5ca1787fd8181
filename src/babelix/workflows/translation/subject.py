"""What the task `translation` offers to runs."""

from pathlib import Path

from babelix.base.progress import Listener
from babelix.workflows.runs.tasks import Subject, Trained
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.translator import load_translator


def _train(
    settings: TranslationSettings, *, beside: Path, run: Path, resume: bool, listener: Listener
) -> Trained:
    """Train; whoever loads a model to translate need not wait for what trains, torch."""
    from babelix.workflows.translation.train import train

    return train(settings, beside=beside, run=run, resume=resume, listener=listener)


SUBJECT = Subject(settings=TranslationSettings, train=_train, load=load_translator)
