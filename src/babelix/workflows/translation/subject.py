"""What the task `translation` offers to runs."""

from babelix.workflows.runs.tasks import Subject
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.train import train
from babelix.workflows.translation.translator import load_translator

SUBJECT = Subject(settings=TranslationSettings, train=train, load=load_translator)
