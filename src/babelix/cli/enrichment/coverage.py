"""`babelix coverage`: what annotations cover of a genome, apart and together."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.counts import several
from babelix.cli import options
from babelix.cli.options import Block, Json, Quiet, Resamples
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.enrichment.coverage import Coverage, Share


def coverage(
    sizes: Annotated[
        Path, typer.Option("--sizes", metavar="FILE", help="Chromosome sizes: name and length in bases.")
    ],
    annotation: Annotated[
        list[str],
        typer.Option(
            "--annotation",
            metavar="NAME=FILE|DIR",
            help="BED, narrowPeak, segmentation, GTF, GFF3 or VCF, or a folder of them; may be repeated.",
        ),
    ],
    samples: Annotated[
        Path | None,
        typer.Option(
            "--samples", metavar="TSV", help="What files are: file, and cell, assay, factor or others."
        ),
    ] = None,
    name_fields: Annotated[
        str | None,
        typer.Option(
            "--name-fields",
            metavar="FIELDS",
            help="The same from files' names: assay.cell.factor, between points.",
        ),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(
            "--group",
            metavar="COLUMN",
            help="Saturation over this column of the files.",
            show_default="every one with two values",
        ),
    ] = None,
    gaps: Annotated[
        Path | None,
        typer.Option("--gaps", metavar="BED", help="Bases that do not count, such as N of the assembly."),
    ] = None,
    autosomes: Annotated[
        bool, typer.Option("--autosomes", help="Count chromosomes that have a number for a name alone.")
    ] = False,
    all_chromosomes: Annotated[
        bool,
        typer.Option(
            "--all-chromosomes", help="Count chromosomes also where an annotation has no element at all."
        ),
    ] = False,
    block: Block = 1_000_000,
    resamples: Resamples = 1000,
    orders: Annotated[
        int, typer.Option("--orders", metavar="N", help="Orders of cells and factors that bands come from.")
    ] = 200,
    seed: Annotated[int, options.seed("Draws of blocks and of orders.")] = 1,
    out: Annotated[Path | None, options.out("Write tables and figures here.")] = None,
    figures: Annotated[
        bool, typer.Option("--figures/--no-figures", help="Draw saturation, UpSet and matrix into --out.")
    ] = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure what annotations cover of a genome: each, all before it together, and where the end is in sight.

    Chromosomes where an annotation has no element are left out by name. Intervals come from drawing blocks of the
    genome anew. Of files whose cell, assay or factor is known, saturation says how the bases covered grow with more.

    \b
    Examples:
      babelix coverage --sizes hg19.sizes --annotation TF=peaks --name-fields assay.cell.factor --out covered
      babelix coverage --sizes hg19.sizes --annotation exons=RefSeqExon.bed.gz --annotation CpG=CpGIsland.bed.gz
    """
    from babelix.workflows.enrichment.coverage import Counted, Drawing, Naming, measure_coverage

    found = measure_coverage(
        sizes,
        annotation,
        Naming(samples, name_fields, group),
        Counted(gaps, autosomes, all_chromosomes),
        Drawing(block, resamples, orders, seed),
        out,
        listener(quiet),
    )
    written = [] if out is None else [out / name for name in found.tables()]
    if out is not None and figures:
        from babelix.views.enrichment.coverage import draw_coverage

        written += draw_coverage(found, out)
    for sentence in _remarks(found):
        print(sentence, file=sys.stderr)
    if as_json:
        print_json(_fields(found, written))
        return
    _print(found)
    for path in written:
        print(path)


def _remarks(found: "Coverage") -> Iterator[str]:
    """Yield what a reader of the numbers should know."""
    if found.joined:
        pairs = ", ".join(f"{old} is {new}" for old, new in found.joined.items())
        yield f"chromosomes were joined by other names: {pairs}"
    if found.strangers:
        names = ", ".join(f"{name} ({count:,})" for name, count in found.strangers.items())
        yield f"elements on chromosomes that the sizes lack were left out: {names}"
    if found.in_gaps:
        yield f"{several(found.in_gaps, 'element')} wholly in gaps"
    if found.unused_rows:
        yield f"{several(found.unused_rows, 'row')} of --samples of no file"


def _print(found: "Coverage") -> None:
    gaps = f", without {found.gap_bases:,} bases of gaps" if found.gap_bases else ""
    whole = f"{several(found.genome_bases, 'base')} of {several(len(found.chromosomes), 'chromosome')}"
    print(f"{whole}{gaps}; {_left_out(found)}")
    print("annotation\tfiles\telements\tstretches\tbases\tshare\t95 % interval\twith all before")
    for each in (*found.annotations, found.union):
        together = f"{100 * each.cumulative / found.genome_bases:.2f} %"
        ends = (
            "" if each.interval is None else "{:.2f} to {:.2f}".format(*(100 * end for end in each.interval))
        )
        row = (each.files, each.elements, each.merged, each.bases)
        print(
            "\t".join([each.name, *(f"{n:,}" for n in row), f"{100 * each.fraction:.2f} %", ends, together])
        )
    draws = found.draws
    if any(each.interval is not None for each in found.annotations):
        print(
            f"intervals: {several(draws.samples, 'draw')} of blocks of {draws.block:,} bases, seed {draws.seed}"
        )
    else:
        print(
            f"no intervals: {draws.block:,} bases are one block of all that counts; a smaller one would give some"
        )
    for annotation in found.annotations:
        for kind in annotation.classes:
            share = 100 * kind.bases / found.genome_bases
            held = f"{several(kind.elements, 'element')}\t{several(kind.bases, 'base')}"
            print(f"{annotation.name} {kind.name}\t{held}\t{share:.2f} %")
    for curve in found.curves:
        shares = 100 * curve.mean / found.genome_bases
        largest = int(curve.alone.argmax())
        alone = 100 * curve.alone[largest] / found.genome_bases
        print(
            f"saturation by {curve.column} ({len(curve.names)}): {shares[0]:.1f} % with one on the mean "
            f"({curve.names[largest]} {alone:.1f} %), {shares[-1]:.1f} % with all; the last still adds "
            f"{100 * curve.last_gain():.1f} % of them"
        )
    for annotation in found.annotations:
        steps = [s for s in found.thresholds if (s.annotation, s.by) == (annotation.name, "signal")]
        if steps:
            half = min(steps, key=lambda step: abs(step.kept - 0.5))
            print(
                f"{annotation.name} by signal: the stronger half of the peaks, {half.signal:g} at least, covers "
                f"{100 * half.bases / found.genome_bases:.1f} %, all {100 * steps[-1].bases / found.genome_bases:.1f} %"
            )


def _left_out(found: "Coverage") -> str:
    """Return the chromosomes left out by name, those of one reason together."""
    reasons: dict[str, list[str]] = {}
    for name, why in found.left_out.items():
        reasons.setdefault(why, []).append(name)
    listed = "; ".join(f"{', '.join(names)} ({why})" for why, names in reasons.items())
    return f"left out: {listed}" if listed else "none left out"


def _share(each: "Share", genome: int) -> dict[str, Any]:
    return {
        "name": each.name,
        "bases": each.bases,
        "fraction": each.fraction,
        "interval": each.interval,
        "files": each.files,
        "elements": each.elements,
        "stretches": each.merged,
        "cumulative": {"bases": each.cumulative, "fraction": each.cumulative / genome},
        "chromosomes": dict(each.chromosomes),
        "classes": list(each.classes),
    }


def _fields(found: "Coverage", written: list[Path]) -> dict[str, Any]:
    genome, patterns = found.genome_bases, found.patterns
    shared = patterns.shared()
    union = _share(found.union, genome)
    return {
        "genome_bases": genome,
        "union": {name: value for name, value in union.items() if name not in ("name", "classes", "cumulative")},
        "annotations": [_share(each, genome) for each in found.annotations],
        "left_out": dict(found.left_out),
        "chromosomes": dict(found.chromosomes),
        "gap_bases": found.gap_bases,
        "elements_in_gaps": found.in_gaps,
        "joined": dict(found.joined),
        "not_in_sizes": dict(found.strangers),
        "bootstrap": {
            "block": found.draws.block, "samples": found.draws.samples, "seed": found.draws.seed, "confidence": 0.95,
        },
        "sets": {"by": found.sets, "names": list(patterns.names)},
        "overlaps": shared.tolist(),
        "intersections": [
            {"sets": found.members_of(row), "bases": bases, "fraction": bases / genome}
            for row, bases in enumerate(patterns.bases[:100].tolist())
        ],
        "saturation": {
            curve.column: {
                "names": list(curve.names),
                "alone": (curve.alone / genome).tolist(),
                "mean": (curve.mean / genome).tolist(),
                "low": (curve.low / genome).tolist(),
                "high": (curve.high / genome).tolist(),
                "orders": curve.orders,
            }
            for curve in found.curves
        },
        "thresholds": [
            {
                "annotation": step.annotation,
                "by": step.by,
                "kept": step.kept,
                "signal": None if math.isnan(step.signal) else step.signal,
                "peaks": step.peaks,
                "bases": step.bases,
                "fraction": step.bases / genome,
            }
            for step in found.thresholds
        ],
        "matrix": found.matrix and {
            "row": found.matrix.row,
            "column": found.matrix.column,
            "rows": list(found.matrix.rows),
            "columns": list(found.matrix.columns),
            "files": found.matrix.files.tolist(),
        },
        "files": [str(path) for path in written],
    }  # fmt: skip
