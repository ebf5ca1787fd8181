"""`babelix score`: how likely does a model find given translations?"""

from pathlib import Path
from typing import Annotated

import typer

from babelix.cli import options
from babelix.cli.options import Device, Json, ModelThreads, Quiet, Run, check_not_under_torchrun
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def score(
    run: Run,
    source: Annotated[Path, typer.Option(help="Sentences, one a line.")],
    target: Annotated[Path, typer.Option(help="Their translations, line by line.")],
    batch_size: Annotated[
        int, options.batch_size("Pairs scored together; the result does not depend on it.")
    ] = 64,
    threads: ModelThreads = None,
    processes: Annotated[
        int, options.processes("Processes that share the pairs; the result is the same with any number.")
    ] = 1,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print log P(target | source), in nats, of each pair of lines.

    \b
    Examples:
      babelix score en-fr --source test.en --target test.fr
        -15.13...
        -7.01...
        ...
      babelix score runs/mine --source test.en --target test.fr --json
    """
    from babelix.workflows.runs.shipped import locate
    from babelix.workflows.translation.score import score as workflow

    check_not_under_torchrun("score all pairs")
    found = workflow(
        locate(run),
        source,
        target,
        batch_size=batch_size,
        processes=processes,
        device=device,
        threads=threads,
        listener=listener(quiet=quiet),
    )
    if as_json:
        print_json(found)
        return
    for value in found.log_probabilities:
        print(f"{value:.6f}")
