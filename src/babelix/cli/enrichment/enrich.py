"""`babelix enrich`: whether a catalogue's SNPs lie in elements more often than chance has it."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.cli import options
from babelix.cli.options import Json, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.enrichment.enrich.measure import Enriched, Enrichment, Matrix

_SHOWN = 20


def enrich(
    snps: Annotated[
        Path,
        typer.Option(
            "--snps",
            metavar="FILE",
            help="The GWAS catalogue (of 2012, v1.0, v1.0.2), a table with a header, or BED of SNPs.",
        ),
    ],
    annotation: Annotated[
        list[str],
        typer.Option(
            "--annotation",
            metavar="NAME=FILE|DIR",
            help="Elements, one annotation; without a name each file is one. May be repeated.",
        ),
    ],
    pool: Annotated[
        Path | None,
        typer.Option(
            "--pool", metavar="FILE", help="SNPs that controls are drawn from: a table with a header, or VCF."
        ),
    ] = None,
    match: Annotated[
        str | None,
        typer.Option(
            "--match",
            metavar="NAME[,NAME...]",
            help="What controls are like cases in: maf, tss, ld, gc, any column of the pool; or none.",
            show_default="all of these that are known",
        ),
    ] = None,
    tss: Annotated[
        Path | None,
        typer.Option("--tss", metavar="FILE", help="Starts of transcription: BED, BED12, GTF or GFF3."),
    ] = None,
    bins: Annotated[
        str,
        typer.Option("--bins", metavar="N[,N...]", help="Bins of what is matched on, of equally many SNPs."),
    ] = "10",
    exclude_within: Annotated[
        int | None,
        typer.Option(
            "--exclude-within",
            metavar="BASES",
            help="No controls so near to SNPs of the catalogue that are no cases.",
        ),
    ] = None,
    mhc: Annotated[
        bool, typer.Option("--mhc", help="Leave chromosome 6 from 25 to 35 Mb out of cases and controls.")
    ] = False,
    loci: Annotated[
        str,
        typer.Option(
            "--loci",
            metavar="BASES|none|FILE",
            help="Of cases so near to each other only the surest counts; a file names proxies.",
        ),
    ] = "500kb",
    groups: Annotated[
        Path | None,
        typer.Option("--groups", metavar="TSV", help="Traits put together: a trait and its group a line."),
    ] = None,
    controls: Annotated[
        list[str] | None,
        typer.Option(
            "--controls",
            metavar="NAME=FILE",
            help="More SNPs to stand beside the cases in the figure: VCF, table or BED. May be repeated.",
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", help="Draws of matched controls; 0: none.")
    ] = 1000,
    shifts: Annotated[
        int, typer.Option("--shifts", metavar="N", help="Moves of elements along the genome; 0: none.")
    ] = 1000,
    seed: Annotated[int, options.seed("Draws and moves.")] = 1,
    out: Annotated[Path | None, options.out("Write tables and figures here.")] = None,
    figures: Annotated[
        bool,
        typer.Option(
            "--figures/--no-figures", help="Draw cases beside controls, and the matrix, into --out."
        ),
    ] = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Test whether SNPs of a catalogue lie in elements more often than SNPs like them.

    Cases are the catalogue's SNPs that the pool has, controls the pool's SNPs of the same frequency, distance to genes
    and LD. The exact P takes draws within such strata as independent. A segmentation has an annotation for each state.

    \b
    Examples:
      babelix enrich --snps catalog.txt.gz --annotation TF=peaks --pool hapmap3.tsv.xz --tss tss.bed.gz
      babelix enrich --snps catalog.txt.gz --annotation peaks --pool hapmap3.tsv.xz --out enriched
    """
    from babelix.workflows.enrichment.enrich.measure import enrich as measure
    from babelix.workflows.enrichment.enrich.measure import write_enrichment
    from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching

    found = measure(
        Files(snps, annotation, pool, tss, groups, tuple(controls or ())),
        Matching(match, bins, exclude_within, mhc),
        Drawing(loci, draws, shifts, seed),
        listener(quiet),
    )
    written = [] if out is None else write_enrichment(found, out)
    if out is not None and figures:
        from babelix.views.enrichment.enrich.figures import draw_enrichment

        written += draw_enrichment(found, out)
    for sentence in found.remarks:
        print(sentence, file=sys.stderr)
    if as_json:
        print_json({**found.as_json(), "files": [str(path) for path in written]})
        return
    for line in _lines(found):
        print(line)
    for path in written:
        print(path)


def _lines(found: "Enrichment") -> Iterator[str]:
    """Yield the result line by line."""
    yield from _catalogue(found)
    if found.all_cases:
        yield ""
        yield "every case for itself: neighbours are counted as if independent, so do not quote this P"
        yield from _table(found.all_cases)
    yield ""
    yield f"one case a locus ({found.how.loci})" if found.all_cases else "every case for itself"
    yield from _table((*found.annotations, *([found.union] if found.union else [])))
    if found.matrix is not None:
        yield ""
        yield from _matrix(found, found.matrix)


def _catalogue(found: "Enrichment") -> Iterator[str]:
    told, how = found.catalogue, found.how
    share = told.noncoding()
    places = "" if share is None else f", {share:.1%} of them intronic or intergenic"
    yield f"{told.rows:,} rows, {told.positions:,} positions{places}"
    if share is not None:
        yield "  " + ", ".join(f"{name} {count:,}" for name, count in told.context.items())
    inside = (
        ""
        if told.inside is None
        else f", {told.inside:,} ({_share(told.inside, told.counted)}) in an element"
    )
    yield f"{told.counted:,} positions on chromosomes that count{inside}"
    left = {
        why: [name for name, said in found.left_out.items() if said == why] for why in found.left_out.values()
    }
    for why, names in left.items():
        yield f"  left out: {', '.join(names)} ({why})"
    yield f"{told.in_pool:,} cases, in the pool by {' and '.join(f'{how} ({n:,})' for how, n in told.named.items())}"
    for why, count in told.missing.items():
        yield f"  not there: {count:,} {why}"
    if how.matched:
        bins = ", ".join(f"{name} ({count} bins)" for name, count in how.matched.items())
        yield f"controls from {how.universe:,} SNPs, matched on {bins}: {how.strata:,} strata"
    else:
        yield f"controls from {how.universe:,} SNPs, matched on nothing"


def _table(rows: "Sequence[Enriched]") -> Iterator[str]:
    yield "annotation\tcases\tobserved\texpected\tfold\texact P\tsampled P\tshifted P\tin loci"
    union = [each for each in rows if each.name == "union"]
    first = sorted((each for each in rows if each.name != "union"), key=lambda each: each.p_exact or 0)
    for each in (*first[:_SHOWN], *union):
        expected = "" if each.expected is None else f"{each.expected:.1f}"
        fold = "" if each.fold is None else f"{each.fold:.2f}"
        shares = f"{each.observed:,} ({_share(each.observed, each.cases)})"
        chances = (_p(value) for value in (each.p_exact, each.p_sampled, each.p_shifted, each.p_shifted_loci))
        yield "\t".join((each.name, f"{each.cases:,}", shares, expected, fold, *chances))
    if len(first) > _SHOWN:
        yield f"... and {len(first) - _SHOWN:,} annotations with a larger P"


def _matrix(found: "Enrichment", matrix: "Matrix") -> Iterator[str]:
    yield (
        f"{len(matrix.traits):,} traits by {len(matrix.annotations):,} annotations: {matrix.observed.size:,} cells, of "
        f"which {matrix.reached(3):,} have three overlaps and {int(matrix.coloured.sum()):,} P of 0.01 or less too; "
        f"{int((~matrix.testable).sum()):,} traits have fewer than three cases and cannot"
    )
    if found.joint is not None:
        yield (
            f"of {found.joint.draws:,} matched draws of the whole matrix {found.joint.mean:.1f} cells are coloured on "
            f"the mean, as many or more in a share of {_p(found.joint.p_coloured)}"
        )
    if matrix.coloured.any():
        yield "trait\tannotation\tcases\tobserved\texpected\texact P\tBH\tmin-P\tshifted P"
    for row, column in sorted(map(tuple, _cells(matrix)), key=lambda cell: matrix.p[cell]):
        yield (
            f"{matrix.traits[row]}\t{matrix.annotations[column]}\t{matrix.cases[row]}\t{matrix.observed[row, column]}\t"
            f"{matrix.expected[row, column]:.2f}\t{_p(matrix.p[row, column])}\t{_p(matrix.q[row, column])}\t"
            f"{'' if found.joint is None else _p(found.joint.p[row, column])}\t"
            f"{'' if matrix.p_shifted is None else _p(matrix.p_shifted[row, column])}"
        )


def _cells(matrix: "Matrix") -> Iterator[tuple[int, int]]:
    for row, column in zip(*matrix.coloured.nonzero(), strict=True):
        yield int(row), int(column)


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "none"


def _p(value: float | None) -> str:
    return "" if value is None else f"{value:.2g}"
