"""`babelix variants`: what variants change in a sequence model's tracks."""

import typer

from babelix.cli.variants.background import background
from babelix.cli.variants.evaluate import evaluate
from babelix.cli.variants.score import score

app = typer.Typer(
    help="Effects of variants on the tracks of a sequence model.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(score)
app.command()(evaluate)
app.command()(background)


@app.callback()
def _group() -> None:
    """Effects of variants on the tracks of a sequence model."""
