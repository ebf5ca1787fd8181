"""`babelix states gaussian`: states from signals, Segway's kind of model."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.cli import options
from babelix.cli.options import Json, Quiet, Sizes, Threads, workers
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def gaussian(
    table: Annotated[
        Path, typer.Option("--tracks", metavar="FILE", help="Table: cell, track, file (BigWig or bedGraph).")
    ],
    sizes: Sizes,
    out: Annotated[Path, options.out("Folder for the model, tables and segments.")],
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
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find states in signals: Gaussians on asinh signal, missing data left out, segments of a least length.

    Reads BigWig and bedGraph directly. Writes gaussian_K.json, CELL_K_segments.bed, CELL_K_dense.bed, and tables that
    `babelix states annotate` reads (emissions_K.txt: the chance of a value above a track's mean plus one deviation).

    \b
    Examples:
      babelix states gaussian --tracks tracks.txt --sizes hg19.sizes --states 8 --min-length 400 --out gaussian
        log-likelihood a bin ... (restarts: ...)
        X: 73 segments
        ...
      babelix states gaussian --tracks other.txt --sizes hg19.sizes --model gaussian/gaussian_8.json --out other
    """
    from babelix.workflows.states.gaussian import Fitting, SignalFiles, apply_gaussian, learn_gaussian

    if (states is None) == (model is None):
        raise RequestError("give either --states, to learn a model, or --model, to use one")
    files = SignalFiles(table, signals or table.parent, sizes, bin_size, transform)
    how = (out, decoder, posteriors, listener(quiet))
    if model is not None:
        found = apply_gaussian(model, files, *how)
    else:
        assert states is not None
        fitting = Fitting(
            states=states,
            min_length=min_length,
            mean_length=mean_length,
            strength=strength,
            restarts=restarts,
            iterations=iterations,
            tolerance=tolerance,
            batch=batch,
            window=window,
            seed=seed,
            threads=workers(threads),
        )
        found = learn_gaussian(files, fitting, *how)
    fitted = found.fitted
    segments = {cell: len(each.intervals) for cell, each in found.segments.items()}
    if as_json:
        print_json(
            {
                "states": found.model.labels,
                "tracks": found.tracks,
                "iterations": len(fitted.trace) if fitted else None,
                "log_likelihood_a_bin": max(fitted.restarts) if fitted else None,
                "restarts": fitted.restarts if fitted else None,
                "segments": segments,
                "files": [str(path) for path in found.files],
            }
        )
        return
    if fitted:
        ends = ", ".join(f"{value:.4f}" for value in fitted.restarts)
        print(f"log-likelihood a bin {max(fitted.restarts):.6f} (restarts: {ends})")
    for cell, count in segments.items():
        print(f"{cell}: {several(count, 'segment')}")
    for path in found.files:
        print(path)
