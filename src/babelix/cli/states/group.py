"""`babelix states`: chromatin states, from reads to annotated segmentations."""

import typer

from babelix.cli.states.annotate import annotate
from babelix.cli.states.binarize import binarize
from babelix.cli.states.combine import combine
from babelix.cli.states.compare import compare
from babelix.cli.states.gaussian import gaussian
from babelix.cli.states.learn import learn
from babelix.cli.states.segment import segment

app = typer.Typer(
    help="Chromatin states: binarize reads, learn, segment, annotate, compare and combine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for command in (binarize, learn, segment, annotate, combine, compare, gaussian):
    app.command()(command)
