"""`babelix enrich`: whether a catalogue's SNPs lie in elements more often than chance has it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from babelix.base.files import refuse_unwritable
from babelix.cli import options
from babelix.cli.enrichment.enrich_lines import lines
from babelix.cli.options import Json, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener


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
    locus: Annotated[
        str | None,
        typer.Option("--locus", metavar="SNP", help="Show this SNP, or place, with the elements round it."),
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

    if out is not None:
        refuse_unwritable(out)
    found = measure(
        Files(snps, annotation, pool, tss, groups, tuple(controls or ())),
        Matching(match, bins, exclude_within, mhc),
        Drawing(loci, draws, shifts, seed),
        listener(quiet),
        locus,
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
    for line in lines(found):
        print(line)
    for path in written:
        print(path)
