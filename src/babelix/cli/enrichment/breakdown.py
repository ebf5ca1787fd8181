"""`babelix breakdown`: variants by frequency, place in genes, element and effect."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.cli.options import Json, Offset, Plot, Quiet, SkipMismatches
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.enrichment.breakdown import Breakdown


def breakdown(
    vcf: Annotated[Path, typer.Option("--vcf", metavar="FILE", help="Variants, plain or bgzipped.")],
    annotation: Annotated[
        list[str],
        typer.Option("--annotation", metavar="NAME=PATH", help="Elements: a file, or a folder of files."),
    ],
    genes: Annotated[
        Path | None,
        typer.Option("--genes", metavar="FILE", help="Genes with what they code: GTF, GFF3 or BED12."),
    ] = None,
    exons: Annotated[
        Path | None,
        typer.Option("--exons", metavar="FILE", help="Exons alone, with `--introns` in place of `--genes`."),
    ] = None,
    introns: Annotated[
        Path | None,
        typer.Option("--introns", metavar="FILE", help="Introns, or whole genes: what no exon holds counts."),
    ] = None,
    frequency: Annotated[
        str,
        typer.Option(
            "--frequency", metavar="FIELD", help="Field of INFO with an allele's frequency; none: no classes."
        ),
    ] = "EUR_AF",
    common: Annotated[
        float, typer.Option("--common", metavar="SHARE", help="An allele is common from this frequency on.")
    ] = 0.01,
    panel: Annotated[
        Path | None,
        typer.Option(
            "--panel",
            metavar="FILE",
            help="In place of frequencies: in this panel or absent from it, a VCF or a table of positions.",
        ),
    ] = None,
    sample: Annotated[
        str | None,
        typer.Option("--sample", metavar="NAME", help="Only what this person carries, copy by copy."),
    ] = None,
    fasta: Annotated[
        Path | None,
        typer.Option(
            "--fasta", metavar="FILE", help="The genome's bases: for effects on proteins and motifs."
        ),
    ] = None,
    offset: Offset = None,
    motifs: Annotated[
        Path | None, typer.Option("--motifs", metavar="FILE", help="Motifs in MEME's text format.")
    ] = None,
    motif: Annotated[
        list[str] | None,
        typer.Option(
            "--motif",
            metavar="FACTOR=NAME",
            help="A factor's motif by name: looked at in the peaks of that factor.",
        ),
    ] = None,
    motif_p: Annotated[
        float,
        typer.Option("--motif-p", metavar="P", help="A site scores what random words reach this seldom."),
    ] = 1e-4,
    motif_bits: Annotated[
        float,
        typer.Option("--motif-bits", metavar="BITS", help="By so much a site is weakened or strengthened."),
    ] = 1.0,
    skip_mismatches: SkipMismatches = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a table, one line a variant.")
    ] = None,
    plot: Plot = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Break the variants of a VCF down: common or rare, where in the genes, in an element or not, what they do.

    Everything is decided by the position in the file (POS); a variant has the first place that holds it, of coding,
    UTR, exon of a transcript that codes nothing, splice site, intron and intergenic. With a FASTA, what it does to
    proteins is computed by bcftools, and what it does to a factor's motif in that factor's peaks.

    \b
    Examples:
      babelix breakdown --vcf chr22.vcf.gz --annotation TF=peaks/ --genes refGene.bed12.gz
      babelix breakdown --vcf calls.vcf.gz --sample NA12878 --annotation CTCF=ctcf.bed --genes genes.gtf.gz \\
        --fasta hg19.fa --motifs jaspar.meme --motif CTCF=MA0139.1 --out table.tsv --plot figure.png
    """
    from babelix.workflows.enrichment.breakdown import Frequencies, GeneFiles, break_down
    from babelix.workflows.enrichment.effects import Reference

    reference = None
    if fasta is not None:
        reference = Reference(fasta, offset, motifs, tuple(motif or ()), motif_p, motif_bits, skip_mismatches)
    elif motif or motifs:
        raise RequestError("`motif` needs `fasta`, the genome's bases; give both", setting=("motif", "fasta"))
    found = break_down(
        vcf,
        annotation,
        GeneFiles(genes, exons, introns),
        Frequencies(frequency, common, panel),
        sample,
        reference,
        listener=listener(quiet),
    )
    if out is not None:
        write_text(out, found.table())
    if plot is not None:
        from babelix.views.enrichment.breakdown import draw_breakdown

        draw_breakdown(found, plot)
    if as_json:
        print_json(found.as_json())
        return
    _print(found)


def _print(found: "Breakdown") -> None:
    total = len(found.lines)
    classed = len(found.frequencies) > 1
    print(several(total, "variant") + (f"; {found.frequencies[0]}: {found.classed_by}" if classed else ""))
    rare = f"{found.rarest:<34}" if classed else ""
    print(f"\n{'place':<16}{'variants':>10}{'share':>8}  {rare}in an element")
    for each in found.shares():
        if each.variants:
            rare = f"{_share(each.rare, each.known, each.rare_interval):<34}" if classed else ""
            held = _share(each.in_element, each.variants, each.in_element_interval)
            print(f"{each.place:<16}{each.variants:>10,}{each.variants / total:>8.1%}  {rare}{held}")
    print("\nclass within class (variants, share of the class above):")
    above: dict[tuple[str, ...], int] = {}
    cells = [
        ((each.frequency, each.place, _where(each.element), each.effect), each.variants)
        for each in found.cells()
    ]
    for names, count in cells:
        for depth in range(len(names) + 1):
            above[names[:depth]] = above.get(names[:depth], 0) + count
    for path, count in above.items():
        if path and path[-1]:
            name = "  " * (len(path) - 1) + path[-1]
            print(f"{name:<30}{count:>10,}{count / above[path[:-1]]:>8.1%}")
    for factor in found.factors:
        fates = ", ".join(f"{count} {fate}" for fate, count in factor.fates.items() if count)
        if factor.threshold == float("inf"):
            print(
                f"\n{factor.factor}: no word of motif {factor.motif} is as rare as --motif-p; give a larger one"
            )
            continue
        print(
            f"\n{factor.factor}: motif {factor.motif}, a site from {factor.threshold:.2f} bits on: of "
            f"{several(factor.variants, 'variant')} in its peaks {fates or 'none'}"
        )
    print()
    for remark in _remarks(found):
        print(remark)


def _remarks(found: "Breakdown") -> Iterator[str]:
    """Yield what is missing, assumed and joined, in words."""
    if found.reference is None:
        yield "no FASTA: what variants do to proteins and motifs is left out"
    else:
        counts = ", ".join(f"{count:,} {fate}" for fate, count in found.reference.items() if count)
        yield f"beside the FASTA: {counts}"
    if "coding" not in found.places:
        yield "exons and introns alone: nothing is told of what is coded, and of effects on proteins"
    unknown = sum(each.variants - each.known for each in found.shares())
    if unknown:
        yield f"{several(unknown, 'variant')} without a frequency, in no share of it"
    if found.assumed:
        yield f"{found.assumed:,} frequencies are 0: the row has AF and lacks the field"
    for why, count in found.left_out.items():
        yield f"left out: {count:,} {why}"
    for chrom, why in found.left_out_chroms.items():
        yield f"left out: contig {chrom}, {why}"
    if found.joined:
        some = ", ".join(f"{old} = {new}" for old, new in list(found.joined.items())[:5])
        yield f"names joined: {some}{', ...' if len(found.joined) > 5 else ''}"
    yield "intervals (95 %, Wilson) take variants as independent, which neighbours are not"


def _share(count: int, total: int, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return "none known"
    low, high = interval
    return f"{count:,} {count / total:.1%} ({low:.1%} to {high:.1%})"


def _where(element: bool) -> str:
    return "in an element" if element else "outside"
