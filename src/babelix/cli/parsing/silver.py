"""`babelix silver`: sentences nobody parsed in, a parser's surest trees out."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from babelix.base.counts import several
from babelix.cli.options import Device, Json, ModelThreads, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def silver(
    model: Annotated[
        list[str],
        typer.Option(
            "--model", help="A run folder that parses; several should agree, the first one's trees are kept."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where the trees go, one a line (.mrg).")
    ],
    text: Annotated[
        str, typer.Option("--text", metavar="NAME|FILE", help="ptb-words, or a file of a sentence a line.")
    ] = "ptb-words",
    share: Annotated[float, typer.Option(help="The share of the trees that is kept, the surest ones.")] = 0.5,
    limit: Annotated[
        int | None, typer.Option(help="Parse the first so many sentences.", show_default="all")
    ] = None,
    longest: Annotated[int, typer.Option(help="Words of a sentence; longer ones are left out.")] = 40,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a parsing that was stopped.")] = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Parse raw sentences and keep the surest trees, for a parser to learn from beside gold ones (`data.silver`).

    Of several parsers a tree is sure where they agree, of one where it is likely a word. Sentences of the treebank's
    validation and test files are left out. What was parsed stays beside the trees, in FILE.parsed.jsonl: another share
    takes no time.

    \b
    Examples:
      babelix silver --model runs/pcfg-words --model runs/pcfg-words-1 --out silver.mrg
      babelix silver --model runs/sample --text raw.txt --share 0.3 --out silver.mrg --resume
    """
    from babelix.workflows.parsing.silver import Choice, make_silver
    from babelix.workflows.runs.shipped import locate

    made = make_silver(
        [locate(each) for each in model],
        text,
        out,
        choice=Choice(share, limit, longest),
        resume=resume,
        listener=listener(quiet=quiet),
    )
    if as_json:
        print_json({**asdict(made), "trees": str(made.trees)})
        return
    kept = f"{several(made.kept, 'tree')} of {several(made.parsed, 'sentence')}"
    print(f"{made.trees}: {kept}; the least sure {made.least:.2f}")
    for reason, count in made.left_out.items():
        print(f"{count:,} sentences were {reason} and left out")
