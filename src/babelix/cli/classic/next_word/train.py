"""`babelix classic next-word train`: a text in, a run folder out."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads, Quiet
from babelix.cli.options import seed as seed_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener

Text = Annotated[
    str,
    typer.Option(
        "--text",
        metavar="NAME|FILE",
        help="ptb-words, tatoeba-en-fr, tale-of-two-cities, tiny-shakespeare, or a file.",
    ),
]


def train(
    text: Text,
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="The run folder.")],
    kind: Annotated[
        str,
        typer.Option("--kind", help="n-gram, bag-of-words, fixed-context, rnn, lstm, gru or transformer."),
    ] = "lstm",
    vocabulary: Annotated[
        int | None,
        typer.Option(
            "--vocabulary",
            help="Words that have a number; refused where the text has fewer.",
            show_default="10000 or all",
        ),
    ] = None,
    order: Annotated[int, typer.Option("--order", help="Words of the longest n-gram.")] = 5,
    width: Annotated[int, typer.Option("--width", help="Numbers of an embedding.")] = 64,
    hidden: Annotated[int, typer.Option("--hidden", help="Numbers of a hidden layer.")] = 64,
    layers: Annotated[int, typer.Option("--layers", help="Layers of a recurrent net or a Transformer.")] = 1,
    window: Annotated[
        int, typer.Option("--window", help="Words a window net sees; a Transformer looks back on.")
    ] = 5,
    dropout: Annotated[float, typer.Option("--dropout", help="Share left out.")] = 0.1,
    tied: Annotated[
        bool, typer.Option("--tied/--untied", help="Predict with the matrix of the embeddings.")
    ] = True,
    epochs: Annotated[int, typer.Option("--epochs", help="How often the text is read.")] = 1,
    batch: Annotated[int, typer.Option("--batch", help="Streams read side by side.")] = 20,
    length: Annotated[int, typer.Option("--length", help="Words of a piece, as far back gradients go.")] = 35,
    rate: Annotated[float, typer.Option("--rate", help="Highest learning rate.")] = 4e-3,
    seed: Annotated[int, seed_option("Seed of everything random.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the run's last checkpoint.")] = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train n-grams or a net to predict the next word of a text; say its perplexity on words held out and tested on.

    It is the training of `babelix train` with a recipe of the task next-word; Ctrl-C saves and stops, --resume goes on.

    \b
    Examples:
      babelix classic next-word train --text ptb-words --kind n-gram --run runs/ptb-5-gram
      babelix classic next-word train --text tale-of-two-cities --run runs/tale
    """
    from babelix.workflows.classic.next_word.settings import NextWordSettings
    from babelix.workflows.classic.next_word.train import train as workflow

    values = {
        "data": {
            "name": text,
            "vocabulary": 10_000 if vocabulary is None else vocabulary,
            "exact": vocabulary is not None,
        },
        "model": {
            "kind": kind,
            "order": order,
            "width": width,
            "hidden": hidden,
            "layers": layers,
            "window": window,
            "dropout": dropout,
            "tied": tied,
        },
        "training": {
            "seed": seed,
            "epochs": epochs,
            "batch": batch,
            "length": length,
            "rate": rate,
            "threads": threads,
        },
    }
    settings = NextWordSettings.read(values, "the options")
    trained = workflow(settings, beside=Path(), run=run, resume=resume, listener=listener(quiet))
    if as_json:
        print_json(
            {key: str(value) if isinstance(value, Path) else value for key, value in asdict(trained).items()}
        )
        return
    print(trained.report())
