"""What the task `tracks` offers to runs."""

from babelix.workflows.dna.learning.model import load_model
from babelix.workflows.dna.learning.settings import TracksSettings
from babelix.workflows.dna.learning.train import train
from babelix.workflows.runs.tasks import Subject

SUBJECT = Subject(settings=TracksSettings, train=train, load=load_model)
