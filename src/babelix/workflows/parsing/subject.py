"""What the task `parsing` offers to runs."""

from babelix.workflows.parsing.parser import load_parser
from babelix.workflows.parsing.settings import ParsingSettings
from babelix.workflows.parsing.train import train
from babelix.workflows.runs.tasks import Subject

SUBJECT = Subject(settings=ParsingSettings, train=train, load=load_parser)
