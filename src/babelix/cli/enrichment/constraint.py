"""`babelix constraint`: how much selection keeps of elements, between species and among people."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.cli import options
from babelix.cli.options import Block, Json, Plot, Quiet, Resamples, SizesIfAny
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.enrichment.constraint import Constraint, Ratio


def constraint(
    annotation: Annotated[
        list[str],
        typer.Option("--annotation", metavar="NAME=FILE|DIR", help="Elements; may be repeated."),
    ],
    exons: Annotated[
        Path,
        typer.Option(
            "--exons", metavar="FILE", help="Exons, or genes (GTF, GFF3, BED12), which tell what codes."
        ),
    ],
    constrained: Annotated[
        Path | None,
        typer.Option("--constrained", metavar="FILE", help="Elements that are kept between species."),
    ] = None,
    sizes: SizesIfAny = None,
    vcf: Annotated[
        Path | None, typer.Option("--vcf", metavar="FILE", help="Variants of people, with frequencies.")
    ] = None,
    frequency: Annotated[
        str, typer.Option("--frequency", metavar="FIELD", help="Field of INFO with an allele's frequency.")
    ] = "AF",
    rare: Annotated[
        float, typer.Option("--rare", metavar="SHARE", help="A minor allele below this frequency is rare.")
    ] = 0.01,
    looked_at: Annotated[
        Path | None,
        typer.Option(
            "--looked-at",
            metavar="BED",
            help="Where variants were called.",
            show_default="from a contig's first variant to its last",
        ),
    ] = None,
    block: Block = 1_000_000,
    resamples: Resamples = 1000,
    seed: Annotated[int, options.seed("Draws of blocks.")] = 1,
    plot: Plot = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure how much of each annotation lies in constrained elements, outside exons, beside all such bases.

    With a VCF, also how people differ there: diversity, the share of variants that are rare, and the mean
    frequency of the derived allele, in what codes, in other exons, in each annotation outside exons, and in none.

    \b
    Examples:
      babelix constraint --annotation DHS=dhs.bed.gz --constrained gerp.bed.gz --exons exons.bed.gz --sizes hg19.sizes
      babelix constraint --annotation TF=peaks/ --exons refGene.bed12.gz --vcf calls.vcf.gz --block 20000
    """
    from babelix.workflows.enrichment.constraint import Drawing, Files, People, measure_constraint

    people = None if vcf is None else People(vcf, frequency, rare, looked_at)
    found = measure_constraint(
        annotation,
        Files(exons, constrained, sizes),
        people,
        Drawing(block, resamples, seed),
        listener=listener(quiet),
    )
    if plot is not None:
        from babelix.views.enrichment.constraint import draw_constraint

        draw_constraint(found, plot)
    for remark in _remarks(found):
        print(remark, file=sys.stderr)
    if as_json:
        print_json(found.as_json())
        return
    _print(found)


def _print(found: "Constraint") -> None:
    if found.shares:
        print(f"{found.bases:,} bases of {_some(list(found.chromosomes))}, exons left out:")
        print(f"{'':<24}{'bases':>14}  {'in constrained elements':<32}fold")
    for each in found.shares:
        share, fold = _ratio(each.share, 100, " %"), _ratio(each.fold, 1, "")
        print(f"{each.name:<24}{each.bases:>14,}  {share:<32}{fold}")
    if not found.diversity:
        return
    looked = sum(found.span.values())
    print(
        "\n" * bool(found.shares)
        + f"among people, {found.variants['SNVs']:,} SNVs in {looked:,} bases of {', '.join(found.span)}:"
    )
    print(f"{'':<24}{'bases':>10}{'vary':>8}  {'diversity / 1,000':<24}{'rare':<28}derived frequency")
    for one in found.diversity:
        texts = (_ratio(one.diversity, 1000, ""), _ratio(one.rare, 100, " %"), _ratio(one.derived, 100, " %"))
        print(f"{one.name:<24}{one.bases:>10,}{one.variants:>8,}  {texts[0]:<24}{texts[1]:<28}{texts[2]}")


def _ratio(ratio: "Ratio", factor: float, unit: str) -> str:
    if ratio.value is None:
        return "none"
    text = f"{factor * ratio.value:#.3g}{unit}"
    if ratio.interval is None:
        return text
    low, high = ratio.interval
    return f"{text} ({factor * low:#.3g} to {factor * high:#.3g})"


def _some(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def _remarks(found: "Constraint") -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for chrom, why in found.left_out.items():
        by_reason.setdefault(why, []).append(chrom)
    for why, chroms in by_reason.items():
        yield f"left out: {_some(chroms)}: {why}"
    if found.ends_assumed:
        yield "no sizes: a chromosome is taken to end where the last interval of any file does"
    if found.joined:
        yield f"names joined: {', '.join(f'{old} = {new}' for old, new in found.joined.items())}"
    for why, count in found.variants.items():
        if why != "SNVs" and count:
            yield f"alleles left out: {count:,} {why}"
    if found.assumed:
        yield f"{found.assumed:,} frequencies are 0: the row has AF and lacks the field"
    if found.diversity:
        known = sum(each.derived_known for each in found.diversity)
        yield f"derived frequencies: of {known:,} SNVs whose ancestor AA tells"
    ratios = [each.share for each in found.shares] + [each.diversity for each in found.diversity]
    if any(each.value is not None and each.interval is None for each in ratios):
        yield "too few blocks for intervals: a smaller block would give some"
