"""`babelix classic compare`: what came before attention beside it."""

import typer

from babelix.cli.classic.compare.translation import translation

app = typer.Typer(
    help="What came before the Transformer beside it, on equal terms.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(translation)


@app.callback()
def compare() -> None:
    """Keep the name of the one command there is."""
