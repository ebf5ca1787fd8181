"""`babelix motifs`: motifs of transcription factors."""

import typer

from babelix.cli.motifs.match import match
from babelix.cli.motifs.train import train

app = typer.Typer(
    help="Motifs of transcription factors: which known ones something is like, and who tells factors apart.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(match)
app.command()(train)


@app.callback()
def _group() -> None:
    """Motifs of transcription factors."""
