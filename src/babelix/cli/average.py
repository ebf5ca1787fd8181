"""`babelix average`: one model of a run's last checkpoints."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Json
from babelix.cli.output import print_json


def average(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    last: Annotated[int, typer.Option(metavar="N", help="Checkpoints to average, the newest.")] = 5,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the mean; RUN-average unless given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Average the weights of a run's last checkpoints into a model that every command takes.

    A run keeps checkpoints to average where its recipe gives training.keep_last.

    \b
    Examples:
      babelix average runs/mine --last 5
      babelix average runs/mine --last 3 --out runs/mean
    """
    from babelix.workflows.runs.average import average as workflow

    found = workflow(run, last=last, out=out)
    if as_json:
        print_json({"run": str(found.run), "weights": str(found.weights), "steps": found.steps})
        return
    print(f"{found.run}: the mean of updates {', '.join(map(str, found.steps))}")
