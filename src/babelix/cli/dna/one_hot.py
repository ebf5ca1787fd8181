"""`babelix one-hot`: the matrix that a sequence model reads."""

from typing import Annotated

import typer

from babelix.cli.options import Json, Offset, Plot, RenameContigs, checked_plot
from babelix.cli.output import print_json


def one_hot(
    sequence: Annotated[
        str | None, typer.Argument(metavar="BASES", help="Bases such as ACGTN.", show_default=False)
    ] = None,
    genome: Annotated[
        str | None, typer.Option("--genome", metavar="FASTA", help="Read them from a FASTA, or its name.")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="PLACE", help="Where: chr22:32,067,030-32,067,050.")
    ] = None,
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """Show bases as the one-hot matrix that a sequence model reads: a row a base in the order A C G T, N all zeros.

    \b
    Examples:
      babelix one-hot GCGCAGCTGTCCTGA --plot one-hot.png
      babelix one-hot --genome hg38 --region chr11:35,140,015-35,140,054
    """
    from babelix.workflows.dna.one_hot import encoded
    from babelix.workflows.dna.places import Source

    if plot is not None:
        checked_plot(plot)
    found = encoded(sequence, None if genome is None else Source(genome, offset, rename_contigs), region)
    if plot is not None:
        from babelix.views.dna.one_hot import draw_one_hot

        draw_one_hot(found, plot)
    if as_json:
        print_json({"title": found.title, "letters": found.letters, "rows": found.rows.astype(int).tolist()})
        return
    if plot is not None:
        print(plot)
        return
    print("\t".join(("position", "base", *"ACGT")))
    for at, (letter, row) in enumerate(zip(found.letters, found.rows.astype(int).tolist(), strict=True)):
        print("\t".join(map(str, (found.first + at, letter, *row))))
