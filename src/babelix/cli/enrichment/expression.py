"""`babelix expression`: how well marks around a gene's start tell how much of it is transcribed."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.cli import options
from babelix.cli.options import Block, Json, Plot, Quiet, Resamples, checked_plot
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.enrichment.expression import Expression, Score


def expression(
    marks: Annotated[
        Path,
        typer.Option(
            "--marks", metavar="FILE|DIR", help="ChromHMM's binary files of one cell, or one of them."
        ),
    ],
    genes: Annotated[
        Path,
        typer.Option("--genes", metavar="TABLE", help="Genes with chromosome, start, strand and values."),
    ],
    column: Annotated[str, typer.Option("--column", metavar="NAME", help="The column of what was measured.")],
    tss: Annotated[
        str | None,
        typer.Option(
            "--tss",
            metavar="NAME",
            help="The column of starts of transcription, counted from 0.",
            show_default="one called tss or tss_*, else the ends of the gene by strand",
        ),
    ] = None,
    cell: Annotated[
        str | None, typer.Option("--cell", metavar="NAME", help="The cell, where the folder has several.")
    ] = None,
    window: Annotated[
        int,
        typer.Option("--window", metavar="BASES", help="So far marks are read on either side of the start."),
    ] = 2000,
    around: Annotated[
        str,
        typer.Option(
            "--around", metavar="WAY", help="The window's bins each for itself, or means: bins, means."
        ),
    ] = "bins",
    body: Annotated[bool, typer.Option("--body", help="Also each mark's mean along the whole gene.")] = False,
    bin_size: Annotated[
        int | None, options.bin_size("Bases a bin of the marks has.", "what the folder records, else 200")
    ] = None,
    on: Annotated[
        float, typer.Option("--on", metavar="VALUE", help="A gene of this value or more is expressed.")
    ] = 1.0,
    added: Annotated[
        float, typer.Option("--added", metavar="VALUE", help="Added to values before the logarithm.")
    ] = 0.1,
    folds: Annotated[int, typer.Option("--folds", metavar="N", help="Folds of whole blocks.")] = 10,
    block: Block = 1_000_000,
    penalty: Annotated[
        float | None,
        typer.Option(
            "--penalty",
            metavar="VALUE",
            help="Of the ridge.",
            show_default="chosen by folds within each training",
        ),
    ] = None,
    resamples: Resamples = 1000,
    seed: Annotated[int, options.seed("Draws of blocks.")] = 1,
    plot: Plot = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predict genes' expression from marks around their starts, and say how well: by folds of whole blocks.

    The logarithm, log2(value + 0.1), is predicted by ridge regression for genes that the fit never saw nor any of
    their block. r is Pearson's, rho Spearman's; expressed genes are told from others by the AUROC, and r is told among
    expressed genes alone. Input controls (WCE, Input, Control, IgG) are left out as marks.

    \b
    Examples:
      babelix expression --marks GM12878_chr11_binary.txt.gz --genes rpkm.tsv.gz --column rpkm_GM12878_E116
      babelix expression --marks binary/ --genes rpkm.tsv.gz --column K562 --around means --body --plot expression.png
    """
    from babelix.workflows.enrichment.expression import Binary, Fitting, Look, Table, measure_expression

    if plot is not None:
        checked_plot(plot)
    found = measure_expression(
        Binary(marks, cell, bin_size),
        Table(genes, column, tss, on, added),
        Look(window, around, body),  # type: ignore[arg-type]
        Fitting(folds, block, penalty, resamples, seed),
        listener=listener(quiet),
    )
    if plot is not None:
        from babelix.views.enrichment.expression import draw_expression

        draw_expression(found, plot)
    for remark in _remarks(found):
        print(remark, file=sys.stderr)
    if as_json:
        print_json(found.as_json())
        return
    _print(found)


def _print(found: "Expression") -> None:
    asked = found.settings
    print(
        f"{found.genes:,} genes of {_some(list(found.chromosomes))}, {found.scores['r_on'].genes:,} expressed "
        f"({found.column} >= {asked['on']:g}); marks of {found.cell}"
    )
    shown = f"{asked['around']} of {asked['bin_size']} bases" if asked["around"] == "bins" else "means"
    gene = " and the gene's mean" if asked["body"] else ""
    print(
        f"marks in {shown} over +-{asked['window']:,} bases{gene}; {asked['folds']} folds of {found.blocks} blocks"
    )
    for name, said in (
        ("r", "r"),
        ("rho", "rho"),
        ("auroc", "AUROC, expressed"),
        ("r_on", "r among expressed"),
    ):
        print(f"{said:<20}{_score(found.scores[name])}")
    gene = "along the gene" if asked["body"] else ""
    print(f"\n{'':<14}{'present':>8}  {'weight (over folds)':<26}{gene}".rstrip())
    for each in sorted(found.weights, key=lambda one: -abs(one.around)):
        along = "" if each.body is None or each.body_folds is None else _ranged(each.body, each.body_folds)
        line = f"{each.mark:<14}{100 * each.present:>6.1f} %  {_ranged(each.around, each.around_folds):<26}{along}"
        print(line.rstrip())


def _score(score: "Score") -> str:
    if score.value is None:
        return "none"
    text = f"{score.value:.3f}"
    return text if score.interval is None else f"{text} ({score.interval[0]:.3f} to {score.interval[1]:.3f})"


def _ranged(value: float, ends: tuple[float, float]) -> str:
    return f"{value:+.2f} ({ends[0]:+.2f} to {ends[1]:+.2f})"


def _some(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def _remarks(found: "Expression") -> Iterator[str]:
    if found.controls:
        yield f"left out as marks: {', '.join(found.controls)}, input control"
    for why, count in found.left_out.items():
        yield f"genes left out: {count:,} {why}"
    if found.joined:
        yield f"names joined: {', '.join(f'{old} = {new}' for old, new in found.joined.items())}"
    if found.scores["r"].interval is None:
        yield "too few blocks for intervals: a smaller block would give some"
