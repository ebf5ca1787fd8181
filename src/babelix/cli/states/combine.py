"""`babelix states combine`: two segmentations into ENCODE's seven classes."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.cli import options
from babelix.cli.options import Json
from babelix.cli.output import print_json


def combine(
    first: Annotated[
        Path, typer.Option("--first", metavar="FILE", help="A segmentation: BED, state in column 4.")
    ],
    second: Annotated[Path, typer.Option("--second", metavar="FILE", help="Another one of the same cell.")],
    out: Annotated[Path, options.out("Folder for segments, coloured segments, counts.")],
    first_labels: Annotated[
        Path | None,
        typer.Option(
            "--first-labels", metavar="FILE", help="Table of state and class; PREFIX_labels.tsv by default."
        ),
    ] = None,
    second_labels: Annotated[
        Path | None, typer.Option("--second-labels", metavar="FILE", help="The same for the second.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Merge two segmentations of the same cell into ENCODE's seven classes, and count elements and bases of each.

    For every base: the class both give; where one says R, the other's class; else the first in TSS, PF, E, CTCF, WE, T.
    The classes of states are those that `babelix states annotate` proposed: read its reasons, edit its table.

    \b
    Examples:
      babelix states combine --first chromhmm/GM12878_10_segments.bed --first-labels annotated/GM12878_10_labels.tsv \\
        --second gaussian/GM12878_8_segments.bed --second-labels gaussian-annotated/GM12878_8_labels.tsv --out combined
        ...
        ... bases in the same class, ... active in one only, ... decided by precedence
        ...
    """
    from babelix.workflows.states.combine import combine_files

    found = combine_files(first, second, out, first_labels, second_labels)
    if as_json:
        print_json(
            {
                "classes": found.combined.summary(),
                "bases": {
                    "same_class": found.combined.agreed,
                    "one_active": found.combined.one_active,
                    "by_precedence": found.combined.by_precedence,
                },
                "files": [str(path) for path in found.files],
            }
        )
        return
    combined = found.combined
    print(combined.table(), end="")
    print(
        f"{combined.agreed:,} bases in the same class, {combined.one_active:,} active in one only, "
        f"{combined.by_precedence:,} decided by precedence"
    )
    for path in found.files:
        print(path)
