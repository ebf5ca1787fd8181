"""`babelix motifs match`: which known motifs a sequence, a motif or a filter is like."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.cli.dna.enformer import RandomWeights, Weights
from babelix.cli.motifs.given import (
    FilterModel,
    Most,
    Motifs,
    Name,
    ReadGenome,
    ReadRegion,
    Sequences,
    check_weights,
    over,
    taken,
)
from babelix.cli.options import Device, Json, ModelThreads, Offset, Plot, Quiet, checked_plot
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.dna.motifs.match import Found


def match(
    sequence: Annotated[
        str | None, typer.Argument(metavar="[SEQUENCE]", help="Bases to look for.", show_default=False)
    ] = None,
    motifs: Motifs = None,
    sequences: Sequences = None,
    model: FilterModel = None,
    genome: ReadGenome = None,
    offset: Offset = None,
    region: ReadRegion = None,
    name: Name = None,
    most: Most = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="FILE",
            help="The motifs compared with, in MEME's text format.",
            show_default="JASPAR's clusters, the data set jaspar-2024",
        ),
    ] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", help="Nearest motifs shown of each query.")] = 5,
    tsv: Annotated[
        Path | None, typer.Option("--tsv", metavar="FILE", help="Write a line a query and motif.")
    ] = None,
    plot: Plot = None,
    weights: Weights = None,
    random_weights: RandomWeights = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell which known motifs a sequence, motifs of a file or a model's filters are like, with P and q values.

    P is TOMTOM's, over both strands; q is Benjamini and Hochberg's over the motifs compared with. A filter is compared
    by the sequences that activate it.

    \b
    Examples:
      babelix motifs match GCGCAGCTGTCCTGA
      babelix motifs match --model spliceai --genome hg38 --region chr22:32,000,001-32,300,000 --plot like.png
    """
    from babelix.workflows.dna.motifs.match import COLUMNS, match, write_matches
    from babelix.workflows.dna.motifs.sources import Given

    if plot is not None:
        checked_plot(plot)
    check_weights(model, weights, random_weights)
    read = over(genome, offset, region)
    given = Given(sequence, motifs, sequences, model, tuple(name or ()), taken(most, sequence), read)
    found = match(given, against, top, listener(quiet))
    if plot is not None:
        from babelix.views.dna.motifs.logo import check_matches

        check_matches(found)
    files = []
    if tsv is not None:
        write_matches(found, tsv)
        files.append(tsv)
    if plot is not None:
        from babelix.views.dna.motifs.logo import draw_matches

        draw_matches(found, plot)
        files.append(plot)
    if as_json:
        print_json(_object(found, files))
        return
    print(f"{found.queries.origin} beside {found.compared} of {found.targets}: {found.remark}")
    print("\t".join(COLUMNS))
    for query, row in zip(found.queries.motifs, found.nearest, strict=True):
        for each in row:
            print("\t".join(each.row(query.name)))
    for path in files:
        print(path)


def _object(found: "Found", files: list[Path]) -> dict[str, Any]:
    return {
        "origin": found.queries.origin,
        "against": str(found.targets),
        "compared": len(found.motifs),
        "remark": found.remark,
        "queries": [
            {
                "name": query.name,
                "sites": query.sites,
                "nearest": [{**vars(each.match), "q_value": each.q_value, "bits": each.bits} for each in row],
            }
            for query, row in zip(found.queries.motifs, found.nearest, strict=True)
        ],
        "files": [str(path) for path in files],
    }
