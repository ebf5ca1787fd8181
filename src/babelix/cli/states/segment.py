"""`babelix states segment`: a model and binary marks to segmentations."""

import json
from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.progress import listener


def segment(
    model: Annotated[
        Path, typer.Option("--model", metavar="FILE", help="A model_K.txt, ours or ChromHMM's.")
    ],
    marks: Annotated[
        Path, typer.Option("--marks", metavar="DIR", help="Folder of CELL_CHROM_binary.txt[.gz] files.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the segmentations.")],
    sizes: Annotated[
        Path | None, typer.Option("--sizes", metavar="FILE", help="Chromosome sizes, to check and clip ends.")
    ] = None,
    bin_size: Annotated[
        int | None,
        typer.Option(
            "--bin", help="Bases in a bin, if neither marks nor model record it.", show_default="200"
        ),
    ] = None,
    decoder: Annotated[
        str, typer.Option(help="posterior: best state of each bin; viterbi: best path.")
    ] = "posterior",
    posterior: Annotated[bool, typer.Option("--posterior", help="Write every bin's posteriors.")] = False,
    by_line: Annotated[bool, typer.Option("--by-line", help="Write every bin's state, one a line.")] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Write dense and expanded browser tracks.")
    ] = True,
    threads: Annotated[
        int, typer.Option(help="Threads; the answer is the same with any number.", show_default="all", min=0)
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the machine-readable result.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
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
    import os

    from babelix.workflows.states.segment import Wanted
    from babelix.workflows.states.segment import segment as run

    wanted = Wanted(decoder, browser, posterior, by_line)
    workers = threads or os.cpu_count() or 1
    done = run(model, marks, out, sizes, bin_size, wanted, workers, listener(quiet))
    if as_json:
        fields = {
            "states": done.states,
            "cells": list(done.cells),
            "bins": done.bins,
            "segments": done.segments,
            "bin_size": done.bin_size,
            "files": [str(path) for path in done.files],
        }
        print(json.dumps(fields, ensure_ascii=False, indent=2))
        return
    print(f"{done.states} states  {done.bins:,} bins of {done.bin_size} bp  {done.segments:,} segments")
    for path in done.files:
        print(f"  {path}")
