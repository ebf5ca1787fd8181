"""`babelix variants background`: how large a model's scores are for variants of no known effect."""

import sys
from math import ceil
from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.dna.enformer import computing_options
from babelix.cli.options import (
    BothStrands,
    EffectWindow,
    Genome,
    Json,
    Offset,
    Quiet,
    RenameContigs,
    SequenceModel,
    Shifts,
    SkipMismatches,
    Track,
    VariantWindow,
    batch_size,
    seed,
)
from babelix.cli.output import print_json
from babelix.cli.progress import listener


@computing_options
def background(
    genome: Genome,
    model: SequenceModel,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Write it there, a .npz file.")],
    variants: Annotated[
        list[str] | None,
        typer.Argument(metavar="VARIANT", help="VCF files, of common SNPs say.", show_default=False),
    ] = None,
    random: Annotated[
        int | None,
        typer.Option("--random", metavar="N", help="Draw N substitutions from the genome's own bases."),
    ] = None,
    seed: Annotated[int, seed("Which are drawn.")] = 1,
    transitions: Annotated[
        float, typer.Option("--transitions", metavar="SHARE", help="Transitions among those drawn.")
    ] = 2 / 3,
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    track: Track = None,
    window: VariantWindow = None,
    effect_window: EffectWindow = None,
    both_strands: BothStrands = False,
    shifts: Shifts = None,
    skip_mismatches: SkipMismatches = False,
    batch_size: Annotated[int, batch_size("Windows predicted together.")] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score many substitutions, common ones or drawn at random, and keep how large each track's scores are.

    `babelix variants score --background FILE` then tells where a variant's scores stand among them. It has to read
    with the same model and over the same bases.

    \b
    Examples:
      babelix variants background --random 1000 --genome hg38 --model spliceai --effect-window 101 --out spliceai.npz
      babelix variants background common.vcf.gz --genome hg38 --model spliceai --effect-window 101 --out common.npz
    """
    from babelix.workflows.dna.background import Draw, make_background
    from babelix.workflows.dna.places import Source
    from babelix.workflows.dna.scoring.score import Scoring

    scoring = Scoring(
        tuple(track or ()), window, effect_window, skip_mismatches, batch_size, both_strands, shifts
    )
    made = make_background(
        list(variants or ()),
        None if random is None else Draw(random, seed, transitions),
        model,
        Source(genome, offset, rename_contigs),
        scoring,
        out,
        listener(quiet),
    )
    found = made.background
    if as_json:
        print_json({"file": str(out), "fates": made.fates, "tracks": list(found.tracks), **found.about})
    else:
        print("\t".join(("track", "score", "median", "90 %", "99 %", "largest")))
        for score, sizes in found.sizes.items():
            for name, row in zip(found.tracks, sizes, strict=True):
                # The smallest size that so many are not above: of few variants 99 % is the largest.
                marks = (row[max(ceil(len(row) * share), 1) - 1] for share in (0.5, 0.9, 0.99, 1))
                print("\t".join((name, score, *(f"{mark:.4g}" for mark in marks))))
        print(out)
    counts = ", ".join(f"{count:,} {fate}" for fate, count in made.fates.items())
    shown = f"{100 * made.transitions:.1f} % transitions"
    print(f"{found.about['model']} on {genome}: {counts}; {shown}", file=sys.stderr)
