"""`babelix states gaussian`: states from signals, Segway's kind of model."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.cli.options import Json, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def gaussian(
    table: Annotated[
        Path, typer.Option("--tracks", metavar="FILE", help="Table: cell, track, file (BigWig or bedGraph).")
    ],
    sizes: Annotated[
        Path, typer.Option("--sizes", metavar="FILE", help="Chromosome sizes: name and length in bases.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the model, tables and segments.")
    ],
    signals: Annotated[
        Path | None,
        typer.Option("--signals", metavar="DIR", help="Folder of the files; the table's by default."),
    ] = None,
    states: Annotated[int | None, typer.Option("--states", help="How many states to learn.")] = None,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="FILE", help="Label with this gaussian_K.json; learn nothing."),
    ] = None,
    bin_size: Annotated[
        int | None, typer.Option("--bin", help="Bases in a bin, or the model's.", show_default="200")
    ] = None,
    transform: Annotated[
        str | None, typer.Option(help="asinh or none, or the model's.", show_default="asinh")
    ] = None,
    min_length: Annotated[int, typer.Option(help="Least length of a segment, in bases.")] = 200,
    mean_length: Annotated[int, typer.Option(help="Wished mean length of a segment, in bases.")] = 20_000,
    strength: Annotated[
        float, typer.Option(help="Segments that the wished length is worth, for each state.")
    ] = 0.0,
    restarts: Annotated[int, typer.Option(help="Starts to try; the most likely model is kept.")] = 5,
    iterations: Annotated[int, typer.Option(help="Rounds of EM at most.")] = 100,
    tolerance: Annotated[
        float, typer.Option(help="Stop when the log-likelihood a bin rises by less.")
    ] = 1e-6,
    batch: Annotated[
        float, typer.Option(help="Share of the bins in a round; below 1, random windows.")
    ] = 1.0,
    window: Annotated[int, typer.Option(help="Length of a random window, in bases.")] = 1_000_000,
    decoder: Annotated[str, typer.Option("--decode", help="viterbi or posterior.")] = "viterbi",
    posteriors: Annotated[
        bool, typer.Option("--posteriors", help="Write every bin's probabilities.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of starts and windows.")] = 0,
    threads: Annotated[int, typer.Option(help="Threads over chromosomes; the result is the same.")] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find states in signals: Gaussians on asinh signal, missing data left out, segments of a least length.

    Reads BigWig and bedGraph directly. Writes gaussian_K.json, CELL_K_segments.bed, CELL_K_dense.bed, and tables that
    `babelix states annotate` reads (emissions_K.txt: the chance of a value above a track's mean plus one deviation).

    \b
    Examples:
      babelix states gaussian --tracks tracks.txt --sizes hg19.sizes --states 8 --min-length 400 --out gaussian
      babelix states gaussian --tracks other.txt --sizes hg19.sizes --model gaussian/gaussian_8.json --out other
    """
    from babelix.chromatin.gaussian.model import Prior
    from babelix.chromatin.gaussian.training import Training
    from babelix.workflows.states.gaussian import Signal, apply_gaussian, learn_gaussian

    if (states is None) == (model is None):
        raise RequestError("give either --states, to learn a model, or --model, to use one")
    signal = Signal(table, signals or table.parent, sizes)
    reading = {"bin_size": bin_size, "transform": transform}
    asked: dict[str, Any] = {name: value for name, value in reading.items() if value is not None}
    if model is not None:
        if asked:
            options = {"bin_size": "--bin", "transform": "--transform"}
            said = " and ".join(options[name] for name in asked)
            raise RequestError(f"{said} cannot be chosen with --model: the model has its own; leave them out")
        found = apply_gaussian(model, signal, out, decoder, posteriors, listener(quiet))
    else:
        assert states is not None
        signal = replace(signal, **asked)
        size = max(signal.bin_size, 1)
        depth, length = -(-min_length // size), mean_length / size
        training = Training(
            states,
            depth,
            restarts,
            iterations,
            tolerance,
            batch,
            max(2, window // size),
            seed,
            threads,
        )
        found = learn_gaussian(
            signal, training, Prior(length, strength), out, decoder, posteriors, listener(quiet)
        )
    learned = found.learned
    segments = {cell: int(each.counts().sum()) for cell, each in found.segments.items()}
    if as_json:
        print_json(
            {
                "states": found.model.labels,
                "tracks": found.tracks,
                "iterations": len(learned.trace) if learned else None,
                "log_likelihood_a_bin": max(learned.restarts) if learned else None,
                "restarts": learned.restarts if learned else None,
                "segments": segments,
                "files": [str(path) for path in found.files],
            }
        )
        return
    if learned:
        ends = ", ".join(f"{value:.4f}" for value in learned.restarts)
        print(f"log-likelihood a bin {max(learned.restarts):.6f} (restarts: {ends})")
    for cell, count in segments.items():
        print(f"{cell}: {count:,} segments")
    for path in found.files:
        print(path)
