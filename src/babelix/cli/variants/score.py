"""`babelix variants score`: what each variant changes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.cli.options import (
    BothStrands,
    Device,
    Genome,
    Json,
    ModelThreads,
    Offset,
    Quiet,
    RenameContigs,
    SequenceModel,
    Shifts,
    Track,
)
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.dna.scoring.results import Scored


def score(
    variants: Annotated[
        list[str],
        typer.Argument(metavar="VARIANT", help="contig:position:REF:ALT counted from 1, or a VCF file."),
    ],
    genome: Genome,
    model: SequenceModel,
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    track: Track = None,
    window: Annotated[
        int | None, typer.Option("--window", help="Bases read around a variant.", show_default="the model's")
    ] = None,
    effect_window: Annotated[
        int | None,
        typer.Option(
            "--effect-window",
            help="Bases compared, centered on the variant.",
            show_default="all that are predicted",
        ),
    ] = None,
    tss: Annotated[
        Path | None,
        typer.Option(
            "--tss",
            metavar="GTF",
            help="Score the three bins at each start of transcription: genes of a GTF or GFF3 file.",
        ),
    ] = None,
    both_strands: BothStrands = False,
    shifts: Shifts = None,
    skip_mismatches: Annotated[
        bool, typer.Option("--skip-mismatches", help="Go on where many REF alleles are not the genome's.")
    ] = False,
    table: Annotated[
        Path | None,
        typer.Option("--table", metavar="FILE", help="Write the scores there instead of printing them."),
    ] = None,
    batch_size: Annotated[
        int,
        typer.Option(
            "--batch-size", help="Windows computed together; the scores are the same with any number."
        ),
    ] = 1,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score variants: how much each changes every track of a sequence model, as a table.

    sad is the sum of the differences, sar that of log2((1 + alt) / (1 + ref)), l2 their length, max the largest
    with its sign. Insertions and deletions are laid bin on bin from both sides; null_l2 is l2 without that, for
    nothing but the move. With --tss all of these are taken over the three bins at each start of transcription within
    what is predicted. Every allele has a fate; how many have which stands on standard error.

    \b
    Examples:
      babelix variants score chr22:32067040:G:A --genome G.fa --offset chr22:32000001 --model spliceai \\
        --effect-window 101
      babelix variants score calls.vcf.gz --genome hg38 --model spliceai --effect-window 101 --table scored.tsv
    """
    from babelix.workflows.dna.places import Source
    from babelix.workflows.dna.scoring.score import Scoring, score_variants
    from babelix.workflows.dna.scoring.table import table as lines
    from babelix.workflows.dna.scoring.table import write_table

    scoring = Scoring(
        tuple(track or ()), window, effect_window, skip_mismatches, batch_size, both_strands, shifts, tss
    )
    found = score_variants(variants, model, Source(genome, offset, rename_contigs), scoring, listener(quiet))
    if table is not None:
        write_table(found, table)
    if as_json:
        by = found.about
        about: dict[str, object] = {"model": by.model, "genome": str(by.genome), "assembly": by.assembly}
        about |= {"window": by.window, "effect_window": by.effect_window}
        print_json([_row(row, by.at_starts) | about for row in found.rows])
    elif table is None:
        print(lines(found), end="")
    counts = ", ".join(f"{count:,} {fate}" for fate, count in found.fates.items())
    print(f"{found.about.model} on {found.about.genome}: {counts}", file=sys.stderr)


def _row(row: "Scored", at_starts: bool) -> dict[str, object]:
    found: dict[str, object] = {"variant": row.variant, "fate": row.fate, "scores": row.scores, **row.own}
    if at_starts:
        found["starts"] = [
            {"gene": each.gene, "start": each.place, "scores": each.scores} for each in row.starts
        ]
    return found
