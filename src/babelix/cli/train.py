"""`babelix train`: a recipe in, a run folder out."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Json, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def train(
    recipe: Annotated[Path, typer.Argument(help="A TOML recipe; `recipes/` has some.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Override one setting; repeatable."),
    ] = None,
    run: Annotated[Path | None, typer.Option(help="The run folder; runs/RECIPE unless given.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the run folder's last checkpoint.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a model as a recipe says.

    Ctrl-C or SIGTERM saves and stops; --resume goes on as if nothing had happened, byte for byte.

    \b
    Examples:
      babelix train recipes/translation/tatoeba-en-fr.toml
      babelix train recipes/translation/tatoeba-en-fr.toml --resume
      babelix train mine.toml --set training.steps=2000 --run runs/short
    """
    from babelix.workflows.translation.train import train as workflow

    trained = workflow(recipe, settings or [], run=run, resume=resume, listener=listener(quiet=quiet))
    if as_json:
        print_json(
            {key: str(value) if isinstance(value, Path) else value for key, value in asdict(trained).items()}
        )
        return
    print(
        f"{trained.run}: {trained.parameters:,} parameters, {trained.steps:,} updates, {trained.train_pairs:,} pairs"
    )
    if trained.left_out:
        print(f"{trained.left_out:,} pairs were longer than data.max_tokens and left out")
