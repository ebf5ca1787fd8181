"""`babelix classic convnet train`: pictures by class to a run folder."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads, Quiet
from babelix.cli.options import seed as seed_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def train(
    data: Annotated[
        str,
        typer.Option(
            "--data", metavar="NAME|DIR", help="mnist, cifar10-subset, or a folder with a folder a class."
        ),
    ],
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="The run folder.")],
    size: Annotated[str, typer.Option("--size", help="small, one-column or two-column.")] = "small",
    epochs: Annotated[int, typer.Option("--epochs", help="How often every picture is read.")] = 3,
    batch: Annotated[int, typer.Option("--batch", help="Pictures of one update.")] = 64,
    rate: Annotated[float, typer.Option("--rate", help="Highest learning rate.")] = 2e-3,
    dropout: Annotated[float, typer.Option("--dropout", help="Share left out before hidden layers.")] = 0.25,
    shift: Annotated[
        int, typer.Option("--shift", help="Pixels each way by which pictures trained on are shifted.")
    ] = 1,
    turn: Annotated[float, typer.Option("--turn", help="Degrees each way by which they are turned.")] = 10,
    mirror: Annotated[
        bool, typer.Option("--mirror", help="Mirror every other one, left and right; never digits.")
    ] = False,
    hold_out: Annotated[
        int, typer.Option("--hold-out", help="Pictures held out, at most one in five.")
    ] = 1000,
    side: Annotated[
        int, typer.Option("--side", help="Pixels a side that a folder's pictures are brought to.")
    ] = 32,
    seed: Annotated[int, seed_option("Seed of everything random.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the run's last checkpoint.")] = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a net on pictures by class, and say how many it tells right of those held out and of the test set.

    It is the training of `babelix train` with a recipe of the task convnet; Ctrl-C saves and stops, --resume goes on.

    \b
    Examples:
      babelix classic convnet train --data mnist --run runs/mnist
      babelix classic convnet train --data photographs --side 28 --epochs 20 --run runs/photographs
    """
    from babelix.workflows.classic.convnet.settings import ConvnetSettings
    from babelix.workflows.classic.convnet.train import train as workflow

    values = {
        "data": {
            "name": data,
            "hold_out": hold_out,
            "side": side,
            "shift": shift,
            "turn": turn,
            "mirror": mirror,
        },
        "model": {"size": size, "dropout": dropout},
        "training": {"seed": seed, "epochs": epochs, "batch": batch, "rate": rate, "threads": threads},
    }
    settings = ConvnetSettings.read(values, "the options")
    trained = workflow(settings, beside=Path(), run=run, resume=resume, listener=listener(quiet))
    if as_json:
        print_json(
            {key: str(value) if isinstance(value, Path) else value for key, value in asdict(trained).items()}
        )
        return
    print(trained.report())
