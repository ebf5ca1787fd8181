"""`babelix tracks`: what a sequence model predicts over a region, intervals or whole contigs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.files import refuse_unwritable
from babelix.cli.dna.enformer import computing_options
from babelix.cli.options import (
    BothStrands,
    Genome,
    Json,
    Offset,
    Quiet,
    RenameContigs,
    SequenceModel,
    Shifts,
    Track,
    checked_plot,
)
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.dna.tracks import Predicted, Summary


@computing_options
def tracks(
    genome: Genome,
    model: SequenceModel,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="PLACE", help="Predict over it: chr22:32,100,001-32,120,000."),
    ] = None,
    bed: Annotated[
        Path | None,
        typer.Option("--bed", metavar="FILE", help="Predict over the intervals of this BED file."),
    ] = None,
    contigs: Annotated[
        str | None,
        typer.Option("--contigs", metavar="NAMES", help="Predict over contigs: all, or NAME,NAME."),
    ] = None,
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    track: Track = None,
    window: Annotated[
        int | None, typer.Option("--window", help="Bases read at a time.", show_default="the model's")
    ] = None,
    crop: Annotated[
        int | None,
        typer.Option("--crop", help="Bins left out at either end of a window.", show_default="the model's"),
    ] = None,
    both_strands: BothStrands = False,
    shifts: Shifts = None,
    bigwig: Annotated[
        Path | None, typer.Option("--bigwig", metavar="DIR", help="Write one BigWig file a track there.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the tracks: a .png or .svg file.")
    ] = None,
    gtf: Annotated[
        Path | None,
        typer.Option("--gtf", metavar="FILE", help="Draw the genes of this GTF or GFF3 file below."),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top", metavar="N", help="Print the N tracks of highest and lowest mean and highest peak."
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predict a sequence model's tracks over a region, the intervals of a BED file, or whole contigs.

    Windows lie so that every bin is predicted once, without a seam. spliceai is read from the package of that name
    (pip install --no-deps spliceai==1.3.1; its weights are CC BY-NC 4.0).

    \b
    Examples:
      babelix tracks --genome G.fa --offset chr22:32000001 --region chr22:32,100,001-32,120,000 --model spliceai \\
        --bigwig OUT/ --plot tracks.png
      babelix tracks --genome hg38 --contigs all --model spliceai --track donor --bigwig OUT/
    """
    from babelix.workflows.dna.places import Source, Where
    from babelix.workflows.dna.tracks import Wanted, predict_tracks

    if top is not None and top < 1:
        raise RequestError(f"--top {top}: expected at least 1")
    if plot is not None:
        checked_plot(plot)
    if bigwig is not None:
        refuse_unwritable(bigwig)
    if gtf is not None and plot is None:
        raise RequestError(f"--gtf {gtf}: genes are drawn in a figure; name its file with --plot")
    wanted = Wanted(tuple(track or ()), window, crop, both_strands, shifts, bigwig, plot is not None, gtf)
    found = predict_tracks(
        model, Source(genome, offset, rename_contigs), Where(region, bed, contigs), wanted, listener(quiet)
    )
    if plot is not None:
        from babelix.views.dna.tracks import draw_tracks

        draw_tracks(found, plot)
    if as_json:
        print_json([_row(each, found) for each in found.summaries])
        return
    _print(found, top, plot)


def _row(summary: "Summary", found: "Predicted") -> dict[str, object]:
    chrom, base = summary.peak_at
    return {
        "track": summary.track.name,
        "file": None if summary.file is None else str(summary.file),
        "bin": found.geometry.bin,
        "contigs": list(found.contigs),
        "bins": summary.bins,
        "mean": summary.mean,
        "peak": summary.peak,
        "peak_at": f"{chrom}:{base + 1}",
        "model": found.model,
        "genome": str(found.genome),
        "assembly": found.assembly,
        "crop": found.geometry.crop,
    }


def _print(found: "Predicted", top: int | None, plot: Path | None) -> None:
    places = str(found.regions[0]) if len(found.regions) == 1 else f"{len(found.regions):,} regions"
    bins = found.summaries[0].bins
    genome = f"{found.genome} ({found.assembly})" if found.assembly else str(found.genome)
    print(f"{found.model} over {places} of {genome}: {several(bins, 'bin')} of {found.geometry.bin} bp")
    groups: dict[str, list[Summary]] = {"": list(found.summaries)}
    if top is not None:
        from babelix.workflows.dna.tracks import highest

        groups = highest(found.summaries, top)
    for title, members in groups.items():
        if title:
            print(title)
        for each in members:
            chrom, base = each.peak_at
            print(f"{each.track.name}\tmean {each.mean:.4g}\tpeak {each.peak:.4g} at {chrom}:{base + 1:,}")
    for path in (*(each.file for each in found.summaries), plot):
        if path is not None:
            print(path)
