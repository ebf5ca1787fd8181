"""`babelix motifs`: motifs of transcription factors."""

import typer

from babelix.cli.motifs.match import match

app = typer.Typer(
    help="Motifs of transcription factors: which known ones a sequence, a motif or a model's filter is like.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(match)


@app.callback()
def _group() -> None:
    """Motifs of transcription factors."""
