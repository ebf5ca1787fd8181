"""`babelix states annotate`: what states overlap, and what they may be."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.cli import options
from babelix.cli.options import Json, Spacing, Unstranded
from babelix.cli.output import print_json

if TYPE_CHECKING:
    from babelix.workflows.states.annotate import AnnotatedStates


def annotate(
    segments: Annotated[
        Path, typer.Option("--segments", metavar="FILE", help="Segmentation: BED with the state in column 4.")
    ],
    annotation: Annotated[
        Path,
        typer.Option("--annotation", metavar="DIR", help="Folder of BED features and of anchors*.txt files."),
    ],
    out: Annotated[Path, options.out("Folder for tables, figures and the report.")],
    emissions: Annotated[
        Path | None,
        typer.Option(
            "--emissions",
            metavar="FILE",
            help="emissions_K.txt or model_K.txt; sought beside the segments by default.",
        ),
    ] = None,
    bin_size: Annotated[
        int | None,
        typer.Option(
            "--bin", help="Bases in a bin; by default what the model's record says, or the segments."
        ),
    ] = None,
    spacing: Spacing = None,
    unstranded: Unstranded = False,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels",
            metavar="FILE",
            help="Draw report and browser track in the classes of this table (an edited PREFIX_labels.tsv).",
        ),
    ] = None,
    figures: Annotated[
        bool, typer.Option("--figures/--no-figures", help="Write figures and the HTML report.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Measure what states overlap and what lies around anchors, as ChromHMM prints it, and propose a class for each.

    Writes PREFIX_overlap.txt, PREFIX_ANCHOR_neighborhood.txt, a table of proposed classes with their reasons, the
    segments in the colours of ENCODE's seven classes, figures, and PREFIX_report.html, one page that works offline.
    The table, PREFIX_labels.tsv, is yours to edit: once edited it is kept, and --labels draws from it.

    \b
    Examples:
      babelix states annotate --segments GM12878_10_segments.bed --annotation annotation --out annotated
        E1  R  (proposed) repressive marks only (H3K27me3 0.12)
        ...
      babelix states annotate --segments GM12878_10_segments.bed --annotation annotation \\
        --labels annotated/GM12878_10_labels.tsv --out annotated
    """
    from babelix.workflows.states.annotate import annotate as run

    found = run(segments, annotation, out, emissions, bin_size, spacing, unstranded, labels)
    for caveat in found.caveats():
        print(caveat, file=sys.stderr)
    if found.emissions is None:
        print(
            f"no emissions_K.txt or model_K.txt of these states beside {segments}: classes are proposed from overlaps "
            "alone; name one with --emissions",
            file=sys.stderr,
        )
    tell_kept(found)
    written = list(found.files)
    if figures:
        from babelix.views.states.report import write_report

        written += write_report(found, out)
    if as_json:
        fields = {
            "states": list(found.segments.states),
            "proposed": {
                each.state: {"class": each.label, "reason": each.reason} for each in found.proposals
            },
            "classes": {each.state: each.label for each in found.classes},
            "labels": None if labels is None else str(labels),
            "kept": None if found.kept is None else str(found.kept),
            "genome_percent": dict(zip(found.overlap.states, found.overlap.genome.tolist(), strict=True)),
            "bin_size": found.bins.size,
            "anchors": {
                name: {
                    "anchors": each.anchors,
                    "unstranded": each.unstranded,
                    "offsets": list(each.offsets),
                }
                for name, each in found.neighbourhoods.items()
            },
            "files": [str(path) for path in written],
        }
        print_json(fields)
        return
    for each in found.classes:
        print(f"{each.state}\t{each.label}\t{'' if each.given else '(proposed) '}{each.reason}")
    for path in written:
        print(path)


def tell_kept(found: "AnnotatedStates") -> None:
    """Say on standard error that a table of classes was edited and kept, and how to have it drawn or made anew."""
    if found.kept is None:
        return
    if found.labels is None:
        said = (
            f"the report and the browser track show the new proposals, {found.prefix}_proposed.tsv; `babelix states "
            f"annotate` with --labels {found.kept} draws them in its classes; remove it to have a new proposal there"
        )
    else:
        said = f"it is not {found.labels}, whose classes are drawn; remove it to have them there too"
    print(f"kept {found.kept}, which was edited: {said}", file=sys.stderr)
