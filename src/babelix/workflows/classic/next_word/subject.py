"""What the task `next-word` offers to runs."""

from babelix.workflows.classic.next_word.model import load_model
from babelix.workflows.classic.next_word.settings import NextWordSettings
from babelix.workflows.classic.next_word.train import train
from babelix.workflows.runs.tasks import Subject

SUBJECT = Subject(settings=NextWordSettings, train=train, load=load_model)
