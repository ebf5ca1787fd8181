"""How motifs are given: the options that all commands on motifs have."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.errors import RequestError

MOST = 12
if TYPE_CHECKING:
    from babelix.workflows.dna.motifs.sources import Over

Motifs = Annotated[
    Path | None,
    typer.Option("--motifs", metavar="FILE", help="Motifs in MEME's text format, plain or gzipped."),
]
Sequences = Annotated[
    Path | None,
    typer.Option(
        "--sequences",
        metavar="FILE",
        help="Sequences of one length, one a line with a name after each or none, or FASTA: a motif a name.",
    ),
]
FilterModel = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="A sequence model, such as spliceai or enformer: the filters of its first layer.",
    ),
]
ReadGenome = Annotated[
    str | None,
    typer.Option(
        "--genome",
        metavar="FASTA",
        help="What the filters read; or its name, such as hg38.",
        show_default="300,000 random bases",
    ),
]
ReadRegion = Annotated[
    str | None, typer.Option("--region", metavar="PLACE", help="The bases read: chr22:32,000,001-32,300,000.")
]
Name = Annotated[list[str] | None, typer.Option("--name", help="The motif of this name; may be repeated.")]
Most = Annotated[
    int | None,
    typer.Option(
        "--most",
        metavar="N",
        help="Take so many motifs; of a model's filters the strongest.",
        show_default=str(MOST),
    ),
]


def taken(most: int | None, sequence: str | None = None) -> int | None:
    """Return how many motifs are taken, `MOST` unless said; a typed sequence is one."""
    return MOST if most is None and sequence is None else most


def check_weights(model: str | None, weights: Path | None, random_weights: bool) -> None:
    """Raise `RequestError` for weights of no model."""
    if model is None and (weights is not None or random_weights):
        raise RequestError(
            "`weights` and `random_weights` go with `model`", setting=("weights", "random_weights", "model")
        )


def over(genome: str | None, offset: str | None, region: str | None) -> "Over":
    """Return what a model's filters read."""
    from babelix.workflows.dna.motifs.sources import Over
    from babelix.workflows.dna.places import Source

    if genome is None and offset is not None:
        raise RequestError("`offset` goes with `genome`", setting=("offset", "genome"))
    return Over(None if genome is None else Source(genome, offset), region)
