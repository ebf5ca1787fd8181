"""`babelix classic`: the systems of the lecture before the Transformer."""

import typer

from babelix.cli.classic.approximate import approximate

app = typer.Typer(
    help="What came before the Transformer, one command a system, on your data or on real data.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(approximate)


@app.callback()
def _group() -> None:
    """What came before the Transformer, one command a system, on your data or on real data."""
