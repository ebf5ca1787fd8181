"""`babelix train`: a recipe in, a run folder out."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def train(
    recipe: Annotated[Path, typer.Argument(help="A TOML recipe; `recipes/` has some.")],
    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Override one setting; repeatable."),
    ] = None,
    run: Annotated[Path | None, typer.Option(help="The run folder; runs/RECIPE unless given.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the run folder's last checkpoint.")
    ] = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a model as a recipe says.

    Ctrl-C, SIGTERM or SIGHUP saves and stops; --resume goes on as if nothing had happened, byte for byte. Under
    torchrun several processes, or GPUs, train one model.

    \b
    Examples:
      babelix train recipes/translation/tatoeba-en-fr.toml
      babelix train recipes/translation/tatoeba-en-fr.toml --resume
      babelix train mine.toml --set training.steps=2000 --run runs/short
    """
    from babelix.workflows.runs.ranks import joined
    from babelix.workflows.runs.recipe import read_recipe
    from babelix.workflows.runs.tasks import train as workflow

    # On record, so that a run goes on with as many.
    given = [] if threads is None else [f"training.threads={threads}"]
    told = listener(quiet=quiet)
    with joined(told) as rank:
        asked = read_recipe(recipe, [*(assignments or []), *given])
        for remark in asked.remarks if rank.first else []:
            print(f"babelix: {remark}", file=sys.stderr)
        trained = workflow(asked, run=run, resume=resume, listener=told)
    if not rank.first:
        return
    if as_json:
        print_json(
            {key: str(value) if isinstance(value, Path) else value for key, value in asdict(trained).items()}
        )
        return
    print(trained.report())
