"""`babelix classic next-word`: from n-grams to attention."""

import typer

from babelix.cli.classic.next_word.compare import compare
from babelix.cli.classic.next_word.steps import steps
from babelix.cli.classic.next_word.train import train
from babelix.cli.classic.next_word.window import window

app = typer.Typer(
    help="The next word: what a net reads, n-grams and nets trained on a text, how far back it pays to look.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for command in (steps, train, window, compare):
    app.command()(command)
