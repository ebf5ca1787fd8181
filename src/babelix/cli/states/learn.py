"""`babelix states learn`: binary marks to a model of chromatin states and its segmentations."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.cli.options import (
    Browser,
    Decoder,
    Json,
    Marks,
    Quiet,
    SizesIfAny,
    Spacing,
    Threads,
    Unstranded,
    workers,
)
from babelix.cli.options import bin_size as bin_option
from babelix.cli.options import out as out_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener
from babelix.cli.states.annotate import tell_kept

if TYPE_CHECKING:
    from babelix.workflows.states.learn import Fit


def learn(
    marks: Marks,
    states: Annotated[
        str, typer.Option("--states", metavar="K[,K...]", help="Number of states, or several.")
    ],
    out: Annotated[Path, out_option("Folder for models and segmentations.")],
    bin_size: Annotated[
        int | None,
        bin_option("Bases in a bin, if the marks do not record it.", "200"),
    ] = None,
    algorithm: Annotated[
        str, typer.Option(help="incremental: maximise after every file; baum-welch: after all.")
    ] = "incremental",
    threads: Threads = None,
    sizes: SizesIfAny = None,
    annotation: Annotated[
        Path | None,
        typer.Option(
            "--annotation",
            metavar="DIR",
            help="Annotate every cell's segments too, with this folder's files.",
        ),
    ] = None,
    unstranded: Unstranded = False,
    spacing: Spacing = None,
    iterations: Annotated[int, typer.Option(help="At most this many iterations.", min=1)] = 200,
    tolerance: Annotated[
        float, typer.Option(help="Stop when the log-likelihood grows by less; below 0: never.")
    ] = 0.001,
    initial: Annotated[
        Path | None,
        typer.Option(
            "--initial", metavar="FILE", help="Start from this model_K.txt, smoothed, not from the marks."
        ),
    ] = None,
    starts: Annotated[
        int, typer.Option(help="Starts: the first from the marks, others random; the best is kept.", min=1)
    ] = 1,
    hold_out: Annotated[
        float,
        typer.Option("--hold-out", help="Share of the bins to compare models on, not to learn from.", min=0),
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Seed of random starts and held-out bins.")] = 999,
    order: Annotated[str, typer.Option(help="Order the states by emission or by transition.")] = "emission",
    decoder: Decoder = "posterior",
    accelerate: Annotated[
        bool, typer.Option("--accelerate", help="Baum-Welch with SQUAREM steps: other, often better, optima.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where learning was cut off.")] = False,
    figures: Annotated[
        bool,
        typer.Option(
            "--figures", help="Draw emissions and transitions (PNG and SVG); a report with --annotation."
        ),
    ] = False,
    browser: Browser = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Learn chromatin states from binary marks, as ChromHMM's LearnModel does.

    Writes model_K.txt (which ChromHMM reads), emissions_K.txt, transitions_K.txt and every cell's segments, dense and
    expanded BED files. Several numbers of states or starts are compared in selection.txt. With --annotation what
    `babelix states annotate` writes of each cell lies beside them.

    \b
    Examples:
      babelix states learn --marks marks --states 10 --out model
        10 states  134 iterations  log-likelihood -346070.770  ... s
        model/model_10.txt
        ...
      babelix states learn --marks marks --states 10 --annotation annotation --out model
      babelix states learn --marks marks --states 5,10,15 --starts 3 --hold-out 0.2 --out models
    """
    from babelix.workflows.states.learn import Inputs, learn_states
    from babelix.workflows.states.segment import Wanted

    study = learn_states(
        Inputs(marks, bin_size, sizes, annotation, unstranded, spacing),
        _numbers(states),
        out,
        Wanted(decoder, browser),
        workers(threads),
        resume,
        listener(quiet),
        algorithm=algorithm,
        tolerance=tolerance,
        iterations=iterations,
        starts=starts,
        seed=seed,
        hold_out=hold_out,
        initial=initial,
        order=order,
        accelerate=accelerate,
    )
    for caveat in dict.fromkeys(
        text for fit in study.fits for each in fit.annotated for text in each.caveats()
    ):
        print(caveat, file=sys.stderr)
    for fit in study.fits:
        if fit.tied:
            print(
                f"{fit.model.states} states: several orders are equally good but for rounding; ChromHMM may number the "
                "same states otherwise",
                file=sys.stderr,
            )
        for found in fit.annotated:
            tell_kept(found)
    results = [_fields(fit, _drawn(fit, out) if figures else list(fit.files)) for fit in study.fits]
    if study.selection is not None:
        results[0]["files"].append(str(study.selection))
    if as_json:
        print_json(results[0] if len(results) == 1 else results)
        return
    for result in results:
        print(
            f"{several(result['states'], 'state')}  {several(result['iterations'], 'iteration')}  "
            f"log-likelihood {result['log_likelihood']:.3f}  {result['seconds']:.2f} s"
        )
        for path in result["files"]:
            print(f"  {path}")


def _drawn(fit: "Fit", out: Path) -> list[Path]:
    """Draw the model, and a report where the states are annotated; return these files with the others."""
    from babelix.views.states.model import draw_model

    files = [*fit.tables, *fit.segmented.files, *draw_model(fit.model, fit.marks, out)]
    for found in fit.annotated:
        from babelix.views.states.report import write_report

        files += [*found.files, *write_report(found, out)]
    return files


def _fields(fit: "Fit", files: list[Path]) -> dict[str, Any]:
    return {
        "states": fit.model.states,
        "iterations": len(fit.trace),
        "log_likelihood": fit.trace[-1],
        "seconds": round(fit.seconds, 3),
        "files": [str(path) for path in files],
    }


def _numbers(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and int(part) > 0 for part in parts) or len(set(parts)) < len(parts):
        raise RequestError(
            f"--states {text!r}: expected a number of states such as 10, or several such as 5,10,15"
        )
    return [int(part) for part in parts]
