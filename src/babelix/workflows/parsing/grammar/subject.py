"""What the task `grammar` offers to runs."""

from babelix.workflows.parsing.grammar.parser import load_grammar_parser
from babelix.workflows.parsing.grammar.settings import GrammarSettings
from babelix.workflows.parsing.grammar.train import train
from babelix.workflows.runs.tasks import Subject

SUBJECT = Subject(settings=GrammarSettings, train=train, load=load_grammar_parser)
