"""`babelix states binarize`: reads or signals to binary marks."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from babelix.cli.options import Json, Quiet, Sizes
from babelix.cli.options import bin_size as bin_option
from babelix.cli.options import out as out_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def binarize(
    cellmark: Annotated[
        Path,
        typer.Option("--cellmark", metavar="FILE", help="Table: cell, mark, file and perhaps control file."),
    ],
    reads: Annotated[
        Path,
        typer.Option(
            "--reads", metavar="DIR", help="Folder of the files: BED, BED.gz, BAM, BigWig or bedGraph."
        ),
    ],
    sizes: Sizes,
    out: Annotated[Path, out_option("Folder for CELL_CHROM_binary.txt and binarize.json.")],
    bin_size: Annotated[int, bin_option("Bases in a bin.")] = 200,
    shift: Annotated[int, typer.Option(help="Bases by which a read's 5' end is moved downstream.")] = 100,
    center: Annotated[
        bool, typer.Option("--center", help="Count a read where its middle is, without shift.")
    ] = False,
    peaks: Annotated[
        bool, typer.Option("--peaks", help="The intervals are peaks: every bin touched is present.")
    ] = False,
    paired: Annotated[
        bool, typer.Option("--paired", help="Paired ends (BAM): count proper pairs once, at their middle.")
    ] = False,
    mixed: Annotated[
        bool, typer.Option("--mixed", help="Single and paired ends (BAM): decide read by read.")
    ] = False,
    offset_start: Annotated[int, typer.Option(help="Bases to take off a BED start.")] = 0,
    offset_end: Annotated[int, typer.Option(help="Bases to take off a BED end to reach the last base.")] = 1,
    columns: Annotated[
        str, typer.Option(metavar="N,N,N[,N]", help="BED columns, counted from 0: chrom,start,end[,strand].")
    ] = "0,1,2",
    p_value: Annotated[float, typer.Option(help="Poisson tail below which a count is present.")] = 1e-4,
    strict: Annotated[
        bool, typer.Option("--strict", help="Ask for one read more than the Poisson threshold.")
    ] = False,
    fold: Annotated[float, typer.Option(help="Ask for at least this many times the expected count.")] = 0.0,
    least: Annotated[float, typer.Option(help="Ask for at least this count.")] = 0.0,
    controls: Annotated[
        Path | None,
        typer.Option("--controls", metavar="DIR", help="Folder of the control files, if not --reads."),
    ] = None,
    pseudocount: Annotated[int, typer.Option(help="Added to every count of the control.")] = 1,
    flank: Annotated[int, typer.Option(help="Bins on either side over which the control is summed.")] = 5,
    drop_secondary: Annotated[
        bool, typer.Option("--drop-secondary", help="Drop secondary alignments.")
    ] = False,
    drop_supplementary: Annotated[
        bool, typer.Option("--drop-supplementary", help="Drop supplementary alignments.")
    ] = False,
    drop_qc_failed: Annotated[
        bool, typer.Option("--drop-qc-failed", help="Drop reads that failed quality checks.")
    ] = False,
    drop_duplicates: Annotated[
        bool, typer.Option("--drop-duplicates", help="Drop reads marked as duplicates.")
    ] = False,
    min_quality: Annotated[int, typer.Option(help="Drop reads of lower mapping quality.")] = 0,
    blacklist: Annotated[
        Path | None,
        typer.Option("--blacklist", metavar="FILE", help="Drop reads that overlap these BED regions."),
    ] = None,
    skip_unknown: Annotated[
        bool,
        typer.Option(
            "--skip-unknown", help="Drop and count reads on chromosomes without a size; else an error."
        ),
    ] = False,
    stacked: Annotated[
        bool, typer.Option("--stacked", help="All cells as marks, called cell_mark, of one cell.")
    ] = False,
    missing_signal: Annotated[
        bool, typer.Option("--missing-signal", help="A bin without signal is missing (2), not absent (0).")
    ] = False,
    counts: Annotated[
        Path | None, typer.Option("--counts", metavar="DIR", help="Write the counts behind the marks here.")
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Remove marks files that an earlier run left in the folder and this does not write.",
        ),
    ] = False,
    add: Annotated[
        bool, typer.Option("--add", help="Keep marks files of other cells that lie in the folder.")
    ] = False,
    packed: Annotated[bool, typer.Option("--gzip", help="Write gzipped files.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Turn reads or signals into binary marks, as ChromHMM's BinarizeBed, BinarizeBam and BinarizeSignal do.

    Prints how many reads counted, and how many were dropped for each reason. The defaults are ChromHMM's.

    \b
    Examples:
      babelix states binarize --cellmark table.txt --reads reads --sizes hg19.sizes --bin 200 --out marks
        marks/X_chr21_binary.txt  H3K36me3 1.42%  H3K4me3 0.36%
        ...
      babelix states binarize --cellmark table.txt --reads bams --sizes hg19.sizes --paired --out marks
    """
    from babelix.workflows.states.binarize import Places
    from babelix.workflows.states.binarize import binarize as run

    done = run(
        Places(cellmark, reads, sizes, out, controls, blacklist, counts),
        columns=columns,
        stack=stacked,
        packed=packed,
        missing_signal=missing_signal,
        replace=replace,
        add=add,
        listener=listener(quiet),
        bin_size=bin_size,
        shift=shift,
        center=center,
        peaks=peaks,
        paired=paired,
        mixed=mixed,
        offset_start=offset_start,
        offset_end=offset_end,
        drop_secondary=drop_secondary,
        drop_supplementary=drop_supplementary,
        drop_qc_failed=drop_qc_failed,
        drop_duplicates=drop_duplicates,
        min_quality=min_quality,
        skip_unknown=skip_unknown,
        p_value=p_value,
        strict=strict,
        fold=fold,
        least=least,
        pseudocount=pseudocount,
        flank=flank,
    )
    for cell, chroms in done.uncontrolled.items():
        print(
            f"cell {cell}: {', '.join(chroms)} left out: reads, but no read of a control there",
            file=sys.stderr,
        )
    for cell, chroms in done.carried.items():
        print(
            f"cell {cell}: {', '.join(chroms)} kept, as ChromHMM does after a cell with a control there, though no "
            "control of its own has a read there; its marks rest on the pseudo-count alone",
            file=sys.stderr,
        )
    for files, what in ((done.gone, "removed, of an earlier run"), (done.kept, "kept, of other cells")):
        if files:
            print(f"{out}: {what}: {', '.join(path.name for path in files)}", file=sys.stderr)
    if as_json:
        fields = {
            "files": [str(path) for path in done.files],
            "bin_size": done.bin_size,
            "marks": list(done.marks),
            "present": done.present,
            "reads": done.reads,
            "reads_by_file": done.by_file,
            "left_out_without_control": done.uncontrolled,
            "kept_without_control": done.carried,
            "removed": [str(path) for path in done.gone],
            "kept": [str(path) for path in done.kept],
        }
        print_json(fields)
        return
    for path in done.files:
        shares = "  ".join(f"{mark} {100 * share:.2f}%" for mark, share in done.present[path.name].items())
        print(f"{path}  {shares}")
    for reason, count in done.reads.items() if done.by_file else ():  # signals have no reads
        print(f"{count:>12,} reads {'counted' if reason == 'counted' else 'dropped: ' + reason}")
