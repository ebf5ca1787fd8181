"""`babelix states compare`: two segmentations of the same cell."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.cli import options
from babelix.cli.options import Json
from babelix.cli.output import print_json


def compare(
    first: Annotated[
        Path, typer.Option("--first", metavar="FILE", help="A segmentation: BED, state in column 4.")
    ],
    second: Annotated[Path, typer.Option("--second", metavar="FILE", help="Another one of the same cell.")],
    out: Annotated[
        Path | None,
        options.out("Write confusion.tsv (bases) and jaccard.tsv here."),
    ] = None,
    by_name: Annotated[
        bool | None,
        typer.Option(
            "--by-name/--by-bases", help="Match states by name (the default for classes) or by shared bases."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare two segmentations base by base: agreement, adjusted Rand index, and the Jaccard index of every state.

    Numbered states are matched one to one, so that most bases agree; classes by their names.

    \b
    Examples:
      babelix states compare --first GM12878_10_segments.bed --second GM12878_15_segments.bed --out compared
        95.88% of 134,452,200 bases agree
        adjusted Rand index 0.9552
        ...
    """
    from babelix.workflows.states.compare import compare_files

    found = compare_files(first, second, out, by_name)
    if as_json:
        print_json(
            {
                "agreement": found.agreement,
                "adjusted_rand": found.adjusted_rand,
                "bases": int(found.confusion.sum()),
                "only_first": found.only_first,
                "only_second": found.only_second,
                "jaccard": found.best_jaccard(),
                "first": found.first,
                "second": found.second,
                "confusion": found.confusion.tolist(),
            }
        )
        return
    print(f"{100 * found.agreement:.2f}% of {int(found.confusion.sum()):,} bases agree")
    print(f"adjusted Rand index {found.adjusted_rand:.4f}")
    for pair, value in found.best_jaccard().items():
        print(f"{pair}\tJaccard {value:.4f}")
