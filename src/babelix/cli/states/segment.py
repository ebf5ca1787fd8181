"""`babelix states segment`: a model and binary marks to segmentations."""

from pathlib import Path
from typing import Annotated

import typer

from babelix.base.counts import several
from babelix.cli.options import Browser, Decoder, Json, Marks, Quiet, SizesIfAny, Threads, workers
from babelix.cli.options import bin_size as bin_option
from babelix.cli.options import out as out_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def segment(
    model: Annotated[
        Path, typer.Option("--model", metavar="FILE", help="A model_K.txt, ours or ChromHMM's.")
    ],
    marks: Marks,
    out: Annotated[Path, out_option("Folder for the segmentations.")],
    sizes: SizesIfAny = None,
    bin_size: Annotated[
        int | None,
        bin_option("Bases in a bin, if neither marks nor model record it.", "200"),
    ] = None,
    decoder: Decoder = "posterior",
    posterior: Annotated[bool, typer.Option("--posterior", help="Write every bin's posteriors.")] = False,
    by_line: Annotated[bool, typer.Option("--by-line", help="Write every bin's state, one a line.")] = False,
    browser: Browser = True,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Segment every cell of a folder of binary marks, as ChromHMM's MakeSegmentation does.

    Writes CELL_K_segments.bed and browser tracks. A chromosome longer or shorter than --sizes says is an error.

    \b
    Examples:
      babelix states segment --model model/model_10.txt --marks marks --sizes hg19.sizes --out segments
        10 states  672,261 bins of 200 bp  24,889 segments
        ...
      babelix states segment --model model_10.txt --marks marks --posterior --out segments
    """
    from babelix.workflows.states.segment import Wanted
    from babelix.workflows.states.segment import segment as run

    wanted = Wanted(decoder, browser, posterior, by_line)
    done = run(model, marks, out, sizes, bin_size, wanted, workers(threads), listener(quiet))
    if as_json:
        fields = {
            "states": done.states,
            "cells": list(done.cells),
            "bins": done.bins,
            "segments": done.segments,
            "bin_size": done.bin_size,
            "files": [str(path) for path in done.files],
        }
        print_json(fields)
        return
    print(
        f"{several(done.states, 'state')}  {several(done.bins, 'bin')} of {done.bin_size} bp  "
        f"{several(done.segments, 'segment')}"
    )
    for path in done.files:
        print(f"  {path}")
