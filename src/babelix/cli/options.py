"""What commands share: options declared once, and the option's name put in the place of a library's setting.

An option that several commands have is declared here; where its help differs, a function takes the help. A command's
parameter bears the name of the library's setting, so that `told` finds the option for it.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from babelix.base.errors import BabelixError, RequestError
from babelix.base.files import refuse_unwritable
from babelix.base.processors import processors
from babelix.cli.startup import uncollected

Number = TypeVar("Number", int, float)


def threads(help: str, default: str = "all", **more: Any) -> Any:
    """Return the option of how many threads compute; `default` is shown where none is given."""
    return typer.Option("--threads", metavar="N", help=help, show_default=default, **more)


def _on_threads(context: typer.Context, threads: int | None) -> int | None:
    if threads is not None:
        _compute(context, threads=threads)
    return threads


def _on_threads_if_any(context: typer.Context, threads: int | None) -> int | None:
    if threads is not None:
        _compute(context, threads=threads, later=True)
    return threads


def _on_device(context: typer.Context, device: str) -> str:
    if device != "auto":
        _compute(context, device=device)
    return device


def _compute(context: typer.Context, **where: Any) -> None:
    """Compute there until the command ends. The option does it, so that a command cannot declare and forget it."""
    with uncollected():
        from babelix.workflows.runs.computing import computing

    context.with_resource(computing(**where))


Threads = Annotated[int | None, threads("CPU threads; the answer is the same with any number.")]
ModelThreads = Annotated[int | None, threads("CPU threads.", "as many as cores", callback=_on_threads)]
ThreadsIfTorch = Annotated[
    int | None, threads("CPU threads.", "as many as cores", callback=_on_threads_if_any)
]
Device = Annotated[
    str,
    typer.Option(
        "--device",
        help="Where the model runs: cpu, cuda, or auto, cuda where there is one.",
        callback=_on_device,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the machine-readable result.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]
Sizes = Annotated[
    Path, typer.Option("--sizes", metavar="FILE", help="Chromosome sizes: name and length in bases.")
]
SizesIfAny = Annotated[
    Path | None, typer.Option("--sizes", metavar="FILE", help="Chromosome sizes, to check and clip ends.")
]
Marks = Annotated[
    Path, typer.Option("--marks", metavar="DIR", help="Folder of CELL_CHROM_binary.txt[.gz] files.")
]
Decoder = Annotated[
    str, typer.Option("--decoder", help="posterior: best state of each bin; viterbi: best path.")
]
Browser = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Write dense and expanded browser tracks.")
]
Unstranded = Annotated[
    bool,
    typer.Option("--unstranded", help="Take anchors without a strand, as if on the + strand; else an error."),
]
Spacing = Annotated[
    int | None,
    typer.Option(
        "--spacing",
        help="Bases between the positions looked at around an anchor.",
        show_default="the bases in a bin",
    ),
]
NoSplit = Annotated[
    bool,
    typer.Option("--no-split", help="Translate each line as one text, for a model trained on paragraphs."),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help="Refuse a sentence longer than nearly all trained on instead of cutting it."
    ),
]
Keep = Annotated[
    str | None,
    typer.Option(
        "--keep",
        metavar="KIND[,KIND...]",
        help="What is copied: urls, emails, emoji, numbers, code, handles, capitals, signs, unread, tags, "
        "placeholders, all or none.",
        show_default="all but tags,placeholders",
    ),
]
GlossaryFile = Annotated[
    Path | None,
    typer.Option(
        "--glossary", metavar="FILE", help="Terms and what is said for them: a line a term, TAB between."
    ),
]
Prefix = Annotated[
    str,
    typer.Option(
        "--prefix", metavar="TEXT", help="How every translation begins: whole words.", show_default=False
    ),
]
Genome = Annotated[
    str,
    typer.Option("--genome", metavar="FASTA", help="FASTA, plain, bgzip or gzip; or its name, such as hg38."),
]
SequenceModel = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME",
        help="The sequence model: spliceai, enformer, enformer-mouse, enformer-tiny, yeast, or a run of tracks.",
    ),
]
Offset = Annotated[
    str | None,
    typer.Option("--offset", metavar="PLACE", help="The FASTA is a slice that begins here: chr22:32000001."),
]
RenameContigs = Annotated[
    str | None,
    typer.Option(
        "--rename-contigs",
        metavar="HOW",
        help="Put other files' names into the FASTA's: ucsc, ensembl, a file of two columns; or several with commas.",
    ),
]
Track = Annotated[
    list[str] | None,
    typer.Option(
        "--track", metavar="WORDS", help="Tracks by index, name or words that all occur; may be repeated."
    ),
]
VariantWindow = Annotated[
    int | None, typer.Option("--window", help="Bases read around a variant.", show_default="the model's")
]
EffectWindow = Annotated[
    int | None,
    typer.Option(
        "--effect-window",
        help="Bases compared, centered on the variant.",
        show_default="all that are predicted",
    ),
]
Block = Annotated[
    int,
    typer.Option("--block", metavar="BASES", help="Bases of a block: intervals, and folds, are of blocks."),
]
Resamples = Annotated[int, typer.Option("--resamples", metavar="N", help="Draws of blocks.")]
SkipMismatches = Annotated[
    bool, typer.Option("--skip-mismatches", help="Go on where many REF alleles are not the genome's.")
]
BothStrands = Annotated[
    bool,
    typer.Option("--both-strands", help="Predict on both strands and average; twice the work."),
]
Shifts = Annotated[
    str | None,
    typer.Option(
        "--shifts",
        metavar="BASES",
        help="Move the window and average: 1,-1 are the moves; a number, 2, is every move from -2 to 2.",
        show_default="no move",
    ),
]
Plot = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE", help="Draw the figure: a .png or .svg file.")
]
Run = Annotated[str, typer.Argument(help="A shipped model or a run folder.")]
Model = Annotated[str, typer.Option("--model", help="A shipped model or a run folder.")]


def out(help: str) -> Any:
    """Return the option of the folder that a command writes into."""
    return typer.Option("--out", metavar="DIR", help=help)


def bin_size(help: str, default: str | None = None) -> Any:
    """Return the option of how many bases a bin has; `default` is shown where none is given."""
    return typer.Option("--bin", help=help, show_default=default or True)


def beam(whose: str) -> Any:
    """Return the option of how wide a search is; `whose` own width holds unless given."""
    return typer.Option("--beam", help=f"Hypotheses kept; 1 is greedy; {whose} own unless given.")


def alpha(help: str) -> Any:
    """Return the option of the length penalty."""
    return typer.Option("--alpha", help=help)


def batch_size(help: str) -> Any:
    """Return the option of how many lines are computed together."""
    return typer.Option("--batch-size", help=help)


def processes(help: str) -> Any:
    """Return the option of how many processes share the work."""
    return typer.Option("--processes", help=help)


def check_not_under_torchrun(does: str) -> None:
    """Raise `RequestError` in one of torchrun's processes, which share no input: each of them `does` it."""
    if os.environ.get("WORLD_SIZE", "1") != "1":
        raise RequestError(
            f"torchrun started several processes, and each would {does}; start one, with --processes N"
        )


def precision(default: str | None = None) -> Any:
    """Return the option of what a model is rounded to; `default` is shown where none is given."""
    return typer.Option(
        "--precision",
        help="What weights are rounded to: float32 (not at all), bfloat16, int8, w8a8 (activations too) or auto.",
        show_default=default or True,
    )


def seed(help: str) -> Any:
    """Return the option of what is random."""
    return typer.Option("--seed", help=help)


def checked_plot(path: Path) -> None:
    """Raise `RequestError` when `path` is no figure's file, `TaskError` where none can be written, before all work."""
    if path.suffix.lower() not in (".png", ".svg"):
        raise RequestError(f"--plot {path}: expected a file that ends in .png or .svg")
    refuse_unwritable(path.parent)


def numbers(text: str, kind: Callable[[str], Number], setting: str) -> list[Number]:
    """Return the numbers of a list such as ``6,20``. Raises `RequestError` for what is none."""
    try:
        return [kind(each) for each in text.split(",")]
    except ValueError:
        wanted = "whole numbers" if kind is int else "numbers"
        raise RequestError(
            f"`{setting}` {text!r}: expected {wanted} with commas between", setting=setting
        ) from None


def workers(threads: int | None) -> int:
    """Return how many threads to start: as many as processors may be kept busy unless given."""
    return processors() if threads is None else threads


def told(error: BabelixError, command: Any, arguments: Sequence[str]) -> str:
    """Return the sentence of `error` with the options of the command that `arguments` ask for in place of settings.

    `command` is the whole program. A setting that the command does not have keeps its name.
    """
    for word in arguments:
        members = getattr(command, "commands", {})
        if word not in members:
            break
        command = members[word]
    sentence = str(error)
    for parameter in command.params:
        if parameter.name in error.setting:
            option = max(parameter.opts, key=len)
            shown = option if option.startswith("-") else parameter.metavar or option.upper()
            sentence = sentence.replace(f"`{parameter.name}`", shown)
    return sentence
