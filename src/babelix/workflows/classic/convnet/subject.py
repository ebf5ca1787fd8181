"""What the task `convnet` offers to runs."""

from babelix.workflows.classic.convnet.look import load_net
from babelix.workflows.classic.convnet.settings import ConvnetSettings
from babelix.workflows.classic.convnet.train import train
from babelix.workflows.runs.tasks import Subject

SUBJECT = Subject(settings=ConvnetSettings, train=train, load=load_net)
