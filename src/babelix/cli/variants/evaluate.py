"""`babelix variants evaluate`: predictions beside measured effects."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.cli.dna.enformer import computing_options
from babelix.cli.options import (
    EffectWindow,
    Json,
    Offset,
    Quiet,
    RenameContigs,
    SequenceModel,
    SkipMismatches,
    Track,
    VariantWindow,
    batch_size,
    checked_plot,
    seed,
)
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.dna.evaluation.results import Evaluation

_SHOWN = ("model", "motif", "shuffled")


@computing_options
def evaluate(
    measured: Annotated[
        str, typer.Argument(metavar="TABLE", help="A table of measured effects, or mpra, the data set.")
    ],
    model: SequenceModel,
    genome: Annotated[
        str | None,
        typer.Option("--genome", metavar="FASTA", help="The genome of the rows.", show_default="mpra's own"),
    ] = None,
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    release: Annotated[
        str | None, typer.Option("--release", metavar="NAME", help="Rows of this assembly, such as GRCh38.")
    ] = None,
    element: Annotated[
        list[str] | None, typer.Option("--element", metavar="NAME", help="Rows of this one; may be repeated.")
    ] = None,
    rows: Annotated[
        int | None,
        typer.Option("--rows", metavar="N", help="The first N rows of each element.", show_default="all"),
    ] = None,
    min_barcodes: Annotated[
        int, typer.Option("--min-barcodes", metavar="N", help="Rows of so many barcodes at least.")
    ] = 10,
    p_below: Annotated[
        float, typer.Option("--p-below", metavar="P", help="An effect below this P value is significant.")
    ] = 1e-5,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="KIND=NAME", help="What a column is: effect=Coefficient; repeatable."
        ),
    ] = None,
    track: Track = None,
    score: Annotated[
        str, typer.Option("--score", help="What a model predicts: sad, sar, l2 or max.")
    ] = "sad",
    motifs: Annotated[
        Path | None,
        typer.Option("--motifs", metavar="FILE", help="MEME file.", show_default="the data set jaspar-2024"),
    ] = None,
    window: VariantWindow = None,
    effect_window: EffectWindow = None,
    skip_mismatches: SkipMismatches = False,
    table: Annotated[
        Path | None, typer.Option("--table", metavar="FILE", help="Write every row there, as it is scored.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Score only the rows that the table does not have.")
    ] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: a .png or .svg file.")
    ] = None,
    batch_size: Annotated[int, batch_size("Windows predicted together.")] = 1,
    resamples: Annotated[int, typer.Option("--resamples", metavar="N", help="Draws of loci.")] = 1000,
    seed: Annotated[int, seed("Which loci are drawn, and what is shuffled.")] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Hold a model's predicted effects of variants against measured ones, motifs and shuffled predictions beside them.

    For each element Spearman's correlation of sizes and of signed effects, and the AUROC of significance, of single
    substitutions and of deletions apart; then the means over loci, with bootstrap intervals over loci. What a model
    predicts is the score of the track that changes most. Every row has a fate.

    \b
    Examples:
      babelix variants evaluate mpra --model spliceai --effect-window 101 --rows 300 --table rows.tsv --plot mpra.png
      babelix variants evaluate mpra --model spliceai --effect-window 101 --rows 300 --table rows.tsv --resume
      babelix variants evaluate effects.csv --genome hg38 --model spliceai --column effect=log2FC --json
    """
    from babelix.workflows.dna.evaluation.evaluate import Judging, Kept, Table, evaluate_variants
    from babelix.workflows.dna.evaluation.rows import Choice
    from babelix.workflows.dna.places import Source
    from babelix.workflows.dna.scoring.score import Scoring

    if plot is not None:
        checked_plot(plot)
    if genome is None and (offset or rename_contigs):
        raise RequestError("--offset and --rename-contigs are of the FASTA that --genome names; give it")
    found = evaluate_variants(
        Table(measured, tuple(column or ())),
        Choice(release, tuple(element or ()), rows, min_barcodes, skip_mismatches),
        model,
        None if genome is None else Source(genome, offset, rename_contigs),
        Scoring(tuple(track or ()), window, effect_window, batch_size=batch_size),
        Judging(score, p_below, motifs, resamples, seed),
        Kept(table, resume),
        listener(quiet),
    )
    if plot is not None:
        from babelix.views.dna.evaluation import draw_evaluation

        draw_evaluation(found, plot)
    if as_json:
        print_json(_object(found))
    else:
        if found.about.remark:
            print(found.about.remark)
        print("\n".join([*_elements(found), "", *_means(found)]))
    counts = ", ".join(f"{count:,} {fate}" for fate, count in found.fates.items())
    print(
        f"{found.about.model} on {found.about.genome}, {found.release or found.table}: {counts}",
        file=sys.stderr,
    )


def _elements(found: "Evaluation") -> Iterator[str]:
    """Yield a line an element and kind: how many rows, and each statistic of the predictors."""
    from babelix.workflows.dna.evaluation.results import STATISTICS

    titles = [f"{statistic}:{name}" for statistic in STATISTICS for name in _SHOWN]
    yield "\t".join(("element", "locus", "kind", "rows", "significant", *titles))
    cells = {(cell.element, cell.kind, cell.predictor): cell for cell in found.cells}
    for element, kind in dict.fromkeys((cell.element, cell.kind) for cell in found.cells):
        of_all = {name: cells[element, kind, name] for name in _SHOWN}
        first = of_all[_SHOWN[0]]
        values = [
            _shown(getattr(of_all[name].agreement, statistic)) for statistic in STATISTICS for name in _SHOWN
        ]
        counts = (str(first.agreement.count), str(first.agreement.positives))
        yield "\t".join((element, str(first.locus + 1), kind, *counts, *values))


def _means(found: "Evaluation") -> Iterator[str]:
    """Yield a line a kind, predictor and statistic: the mean over loci, and how far beyond the motifs'."""
    yield "\t".join(
        ("kind", "predictor", "statistic", "loci", "mean", "interval", "beyond_motif", "interval")
    )
    for each in found.overall:
        mean, beyond = each.over_loci, each.beyond_motif
        shown = [str(mean.groups), _shown(mean.mean), _ends(mean.low, mean.high)]
        shown += [_shown(beyond.mean), _ends(beyond.low, beyond.high)]
        yield "\t".join((each.kind, each.predictor, each.statistic, *shown))


def _shown(value: float) -> str:
    return "." if math.isnan(value) else f"{value:.3f}"


def _ends(low: float, high: float) -> str:
    return "." if math.isnan(low) else f"{_shown(low)}..{_shown(high)}"


def _object(found: "Evaluation") -> dict[str, Any]:
    """Return what programs read: NaN is null there."""
    return {
        "model": found.about.model,
        "genome": str(found.about.genome),
        "assembly": found.about.assembly,
        "table": str(found.table),
        "release": found.release,
        "window": found.about.window,
        "effect_window": found.about.effect_window,
        "score": found.score,
        "fates": found.fates,
        "elements": [
            {"element": cell.element, "locus": cell.locus + 1, "kind": cell.kind, "predictor": cell.predictor}
            | _plain(vars(cell.agreement))
            for cell in found.cells
        ],
        "overall": [
            {"kind": each.kind, "predictor": each.predictor, "statistic": each.statistic}
            | _plain(vars(each.over_loci))
            | {"beyond_motif": _plain(vars(each.beyond_motif))}
            for each in found.overall
        ],
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in values.items()
    }
