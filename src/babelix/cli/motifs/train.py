"""`babelix motifs train`: which factor binds a site, by matrices and nets on equal terms."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads, Quiet, numbers
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def train(
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="The folder of all that is made.")],
    sequences: Annotated[
        str | None,
        typer.Option(
            "--sequences",
            metavar="FILE",
            help="Sites to train on, one a line, its factor after it.",
            show_default="the data set tf-sequences",
        ),
    ] = None,
    test: Annotated[
        str | None,
        typer.Option("--test", metavar="FILE", help="Sites to test on, likewise.", show_default=False),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="FILE",
            help="The motifs that filters are compared with.",
            show_default="JASPAR's clusters, the data set jaspar-2024",
        ),
    ] = None,
    epochs: Annotated[int, typer.Option("--epochs", metavar="N", help="How often every site is read.")] = 30,
    seeds: Annotated[
        str, typer.Option("--seeds", metavar="N[,N...]", help="Seeds; a training of each net for every one.")
    ] = "1,2,3",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on: what is finished is read, what was stopped goes on.")
    ] = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a matrix, logistic regression, CNN, LSTM and Transformer to tell which factor binds a site.

    All see the same sites, batches, updates and trials. The folder gets report.json, the factors' matrices, the CNN's
    filters as motifs, and figures: principal axes, matrices, filters beside known motifs, attention.

    \b
    Examples:
      babelix motifs train --run runs/motifs
    """
    from babelix.workflows.dna.motifs.learning.settings import SitesSettings
    from babelix.workflows.dna.motifs.learning.train import learn

    values = {"sequences": sequences, "test": test, "epochs": epochs, "seeds": numbers(seeds, int, "seeds")}
    settings = SitesSettings.read(values, "motifs train")
    found = learn(settings, run, against, resume=resume, listener=listener(quiet))
    from babelix.views.dna.motifs.learned import draw_learned

    files = draw_learned(found, run)
    if as_json:
        print_json({**found.report(), "files": [str(each) for each in files]})
        return
    for line in found.lines():
        print(line)
    for path in files:
        print(path)
