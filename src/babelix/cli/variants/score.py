"""`babelix variants score`: what each variant changes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.errors import RequestError
from babelix.cli.dna.enformer import computing_options
from babelix.cli.options import (
    BothStrands,
    EffectWindow,
    Genome,
    Json,
    Offset,
    Quiet,
    RenameContigs,
    SequenceModel,
    Shifts,
    SkipMismatches,
    Track,
    VariantWindow,
)
from babelix.cli.progress import listener
from babelix.cli.variants.page import Explain, Letters, wanted_page, write_page
from babelix.cli.variants.rows import JsonRows, TableRows, collected, kept, print_rows, tell_end, tell_fates

if TYPE_CHECKING:
    from babelix.workflows.dna.scoring.results import Scored
    from babelix.workflows.dna.scoring.splicing import Splicing


@computing_options
def score(
    context: typer.Context,
    variants: Annotated[
        list[str],
        typer.Argument(metavar="VARIANT", help="contig:position:REF:ALT counted from 1, or a VCF file."),
    ],
    genome: Genome,
    model: SequenceModel,
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    track: Track = None,
    window: VariantWindow = None,
    effect_window: EffectWindow = None,
    tss: Annotated[
        Path | None,
        typer.Option(
            "--tss",
            metavar="GTF",
            help="Score the three bins at each start of transcription: genes of a GTF or GFF3 file.",
        ),
    ] = None,
    both_strands: BothStrands = False,
    shifts: Shifts = None,
    background: Annotated[
        Path | None,
        typer.Option(
            "--background",
            metavar="FILE",
            help="Tell each score's percentile among those of `babelix variants background`.",
        ),
    ] = None,
    deltas: Annotated[
        bool,
        typer.Option(
            "--deltas", help="SpliceAI's delta scores, and of tracks only those asked for by --track."
        ),
    ] = False,
    annotation: Annotated[
        str | None,
        typer.Option(
            "--annotation",
            metavar="NAME|FILE",
            help="Genes for --deltas: SpliceAI's table grch37 or grch38, or a file like it.",
            show_default="that of the assembly",
        ),
    ] = None,
    gtf: Annotated[
        Path | None,
        typer.Option(
            "--gtf",
            metavar="FILE",
            help="Genes for --explain and --deltas, GTF or GFF3: by the transcript tagged MANE_Select, or the widest.",
        ),
    ] = None,
    distance: Annotated[
        int | None,
        typer.Option(
            "--distance", help="Bases between a variant and the sites in --deltas.", show_default="50"
        ),
    ] = None,
    mask: Annotated[
        bool,
        typer.Option("--mask", help="In --deltas, 0 for gains of annotated sites and losses of others."),
    ] = False,
    skip_mismatches: SkipMismatches = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="VCF", help="Write the VCF there, scores added to INFO; .vcf or .vcf.gz."
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option("--table", metavar="FILE", help="Write the scores there instead of printing them."),
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="FILE", help="Write the table as Parquet.")
    ] = None,
    explain: Explain = None,
    letters: Letters = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an earlier attempt at the same files was stopped.")
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="K/N",
            help="Score share K of N; whoever scores the last share writes the files.",
            show_default="of torchrun, else all",
        ),
    ] = None,
    batch_size: Annotated[
        int,
        typer.Option(
            "--batch-size", help="Windows computed together; the scores are the same with any number."
        ),
    ] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score variants: how much each changes every track of a sequence model, as a table.

    sad is the sum of the differences, sar that of log2((1 + alt) / (1 + ref)), l2 their length, max the largest
    with its sign. Insertions and deletions are laid bin on bin from both sides; null_l2 is l2 without that, for
    nothing but the move. With --tss all of these are taken over the three bins at each start of transcription within
    what is predicted. With --deltas there are SpliceAI's own scores: the largest gain and loss of an acceptor (AG, AL)
    and a donor (DG, DL) beside the variant, and where. Every allele has a fate; how many have which stands on standard
    error.

    What is written to files can be stopped at any moment and gone on with by --resume, and shared among processes
    by --shard or torchrun: the same bytes.

    --explain writes a page that opens without network: reference and alternative over each other, what each base around
    a variant does by mutagenesis and by gradient times input, genes, attention by distance of a model that has some.

    \b
    Examples:
      babelix variants score chr22:32067040:G:A --genome G.fa --offset chr22:32000001 --model spliceai \\
        --effect-window 101
      babelix variants score calls.vcf.gz --genome hg38 --model spliceai --effect-window 101 --table scored.tsv
      babelix variants score calls.vcf.gz --genome hg38 --model spliceai --out scored.vcf.gz --resume
      babelix variants score calls.vcf.gz --genome hg38 --model spliceai --deltas --out scored.vcf.gz
      babelix variants score chr22:32067040:G:A --genome hg38 --model spliceai --gtf genes.gtf --explain page.html
    """
    from babelix.workflows.dna.places import Source
    from babelix.workflows.dna.scoring.job import open_job
    from babelix.workflows.dna.scoring.outputs import Outputs
    from babelix.workflows.dna.scoring.score import Scoring, open_scorer, stream
    from babelix.workflows.dna.scoring.share import asked_share

    place, outputs = Source(genome, offset, rename_contigs), Outputs(out, table, parquet)
    page = wanted_page(context, place, explain, letters)
    splicing = _splicing(deltas, distance, mask, annotation, gtf if deltas or page is None else None)
    scoring = Scoring(
        tuple(track or ()),
        window,
        effect_window,
        skip_mismatches,
        batch_size,
        both_strands,
        shifts,
        tss,
        background,
        splicing,
    )
    share, told = asked_share(shard, os.environ), listener(quiet)
    if page is not None and share.of > 1:
        raise RequestError("--explain is of all variants, and --shard scores some of them; leave one out")
    rows: list[Scored] = []
    if not outputs.paths:
        _refuse_without_file(resume, share.of > 1)
        scorer = open_scorer(variants, model, place, scoring, told)
        printed = JsonRows(scorer.about) if as_json else TableRows(scorer.about)
        seen = collected(stream(scorer, variants, told), rows if page is not None else None)
        tell_fates(scorer.about, print_rows(seen, printed))
    else:
        job = open_job(variants, model, place, scoring, outputs, share, resume, told)
        scorer = job.scorer
        form = JsonRows(job.about) if as_json else None
        with kept(job):
            found = job.run(told, lambda row: _take(row, form, rows if page is not None else None))
        if form is not None:
            form.end()
        tell_end(found, share, outputs)
    if page is not None:
        write_page(page, scorer, variants, rows, told)


def _take(row: "Scored", form: JsonRows | None, rows: "list[Scored] | None") -> None:
    """Print a row where it is printed, keep it where a page wants it."""
    if form is not None:
        form.add(row)
    if rows is not None:
        rows.append(row)


def _refuse_without_file(resume: bool, shared: bool) -> None:
    """Raise `RequestError` for what needs a file."""
    if resume or shared:
        name = "--resume" if resume else "--shard"
        raise RequestError(f"{name} is for scores in a file; give one by --out, --table or --parquet")


def _splicing(
    deltas: bool, distance: int | None, mask: bool, annotation: str | None, gtf: Path | None
) -> "Splicing | None":
    from babelix.workflows.dna.scoring.splicing import Splicing

    if not deltas:
        given = {"distance": distance, "mask": mask or None, "annotation": annotation, "gtf": gtf}
        one = next((name for name, value in given.items() if value is not None), None)
        if one is not None:
            other = ", or for a page with --explain" if one == "gtf" else ""
            raise RequestError(f"`{one}` is for delta scores; ask for them with --deltas{other}", setting=one)
        return None
    return Splicing(50 if distance is None else distance, mask, annotation, gtf)
