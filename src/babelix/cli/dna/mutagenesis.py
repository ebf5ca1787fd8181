"""`babelix mutagenesis`: what every substitution of a region changes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.files import refuse_unwritable
from babelix.cli.dna.enformer import computing_options
from babelix.cli.options import (
    Genome,
    Json,
    Offset,
    Plot,
    Quiet,
    RenameContigs,
    SequenceModel,
    Track,
    VariantWindow,
    checked_plot,
)
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.dna.mutagenesis import Saturated


@computing_options
def mutagenesis(
    genome: Genome,
    model: SequenceModel,
    region: Annotated[
        str,
        typer.Option("--region", metavar="PLACE", help="The bases to replace: chr22:32,066,931-32,067,050."),
    ],
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    track: Track = None,
    window: VariantWindow = None,
    effect_window: Annotated[
        int | None,
        typer.Option(
            "--effect-window",
            help="Bases summed over, centered on the region.",
            show_default="all that are predicted",
        ),
    ] = None,
    tsv: Annotated[
        Path | None, typer.Option("--tsv", metavar="FILE", help="Write a line a substitution and track.")
    ] = None,
    bigwig: Annotated[
        Path | None,
        typer.Option("--bigwig", metavar="DIR", help="Write what each base adds, two BigWig files a track."),
    ] = None,
    plot: Plot = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Replace each base of a region by the three others, and tell what that changes in a model's tracks.

    An effect is the sum over the bins compared, alternative less reference. Beside it stands gradient times input: what
    the base that is there adds, by the slope. Of Enformer and SpliceAI only what a substitution alters is computed
    anew. Give SpliceAI an --effect-window: it would sum over 50,000 bases.

    \b
    Examples:
      babelix mutagenesis --genome hg38 --region chr11:35,140,015-35,140,114 --model enformer --track CAGE:K562 \\
        --tsv effects.tsv --bigwig OUT/ --plot effects.png
    """
    from babelix.workflows.dna.mutagenesis import (
        Mutating,
        mutagenesis,
        write_importance,
        write_substitutions,
    )
    from babelix.workflows.dna.places import Source

    if plot is not None:
        checked_plot(plot)
    if tsv is not None:
        refuse_unwritable(tsv.parent)
    if bigwig is not None:
        refuse_unwritable(bigwig)
    source = Source(genome, offset, rename_contigs)
    asked = Mutating(tuple(track or ()), window, effect_window)
    found = mutagenesis(model, source, region, asked, listener(quiet))
    files = []
    if tsv is not None:
        write_substitutions(found, tsv)
        files.append(tsv)
    if bigwig is not None:
        files += write_importance(found, bigwig, source)
    if plot is not None:
        from babelix.views.dna.mutagenesis import draw_mutagenesis

        draw_mutagenesis(found, plot)
        files.append(plot)
    if as_json:
        print_json(_object(found, files))
        return
    genome_told = f"{found.genome} ({found.assembly})" if found.assembly else str(found.genome)
    print(f"{found.model} over {found.region} of {genome_told}: {3 * len(found.letters):,} substitutions")
    for row in _rows(found):
        print(
            f"{row['track']}\treference {row['reference']:.4g}\tstrongest {row['strongest']} {row['effect']:+.4g}"
        )
    for path in files:
        print(path)


def _rows(found: "Saturated") -> list[dict[str, Any]]:
    rows = []
    for column, track in enumerate(found.tracks):
        position, base = found.strongest(column)
        place = f"{found.region.chrom}:{found.region.start + position + 1}"
        rows.append(
            {
                "track": track,
                "reference": float(found.reference[column]),
                "strongest": f"{place}:{found.letters[position]}:{'ACGT'[base]}",
                "effect": float(found.effects[position, base, column]),
            }
        )
    return rows


def _object(found: "Saturated", files: list[Path]) -> dict[str, Any]:
    return {
        "model": found.model,
        "genome": str(found.genome),
        "assembly": found.assembly,
        "region": str(found.region),
        "window": found.window,
        "compared": found.compared,
        "tracks": _rows(found),
        "files": [str(path) for path in files],
    }
