"""`babelix export`: a run's model in another library's format."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Json, Run
from babelix.cli.output import print_json
from babelix.cli.startup import uncollected


def export(
    run: Run,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="The format: ctranslate2.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder of the exported model, a new one.")
    ],
    as_json: Json = False,
) -> None:
    """Write a translator's weights and vocabulary in another library's format.

    \b
    Examples:
      babelix export en-fr --to ctranslate2 --out exported
      babelix export runs/mine --to ctranslate2 --out runs/mine-ctranslate2
    """
    with uncollected():
        from babelix.workflows.runs.shipped import locate
        from babelix.workflows.translation.engines.export import export as workflow

        found = workflow(locate(run), to=to, out=out)
    if as_json:
        print_json({"format": to, "files": [str(path) for path in found]})
        return
    print(f"{out}: {', '.join(path.name for path in found)}")
