"""`babelix translate`: text in, translations out."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.base.files import decoded, digest
from babelix.cli import options
from babelix.cli.answers import Format, JsonArray, JsonLines, Plain, print_answers, write_answers
from babelix.cli.doubt import check_flag
from babelix.cli.options import (
    Device,
    GlossaryFile,
    Json,
    Keep,
    Model,
    NoSplit,
    Prefix,
    Quiet,
    Strict,
    ThreadsIfTorch,
    check_not_under_torchrun,
)
from babelix.cli.output import tell_of_files
from babelix.cli.progress import listener
from babelix.cli.startup import uncollected

if TYPE_CHECKING:
    from babelix.workflows.translation.streaming.stream import Answer
    from babelix.workflows.translation.translation import Translation

# What changes neither the text nor its figures.
_FREE = {
    "flag_below",
    "text",
    "model",
    "out",
    "resume",
    "interactive",
    "batch_size",
    "cache",
    "strict",
    "attention",
    "quiet",
    "threads",
    "processes",
    "device",
}


def translate(
    context: typer.Context,
    text: Annotated[
        list[str] | None, typer.Argument(help="Sentences; standard input, line by line, without any or by -.")
    ] = None,
    model: Model = "en-fr",
    beam: Annotated[int | None, options.beam("the model's")] = None,
    alpha: Annotated[
        float | None,
        options.alpha("Length penalty (Wu et al. 2016, equation 14); the model's own unless given."),
    ] = None,
    no_repeat_ngram: Annotated[
        int | None,
        typer.Option(
            help="No so many subwords in a row are said twice in a sentence.", show_default="the model's own"
        ),
    ] = None,
    repetition_penalty: Annotated[
        float | None,
        typer.Option(
            help="Power that a subword's probability is raised to once it is said: 1.2 (Keskar 2019), 1 is none.",
            show_default="the model's own",
        ),
    ] = None,
    n_best: Annotated[int, typer.Option(help="Translations to print for each line.")] = 1,
    samples: Annotated[
        int, typer.Option("--sample", help="Random translations a line instead of the best.")
    ] = 0,
    temperature: Annotated[
        float, typer.Option(help="With --sample: below 1 plays safe, above 1 wanders.")
    ] = 1.0,
    top_k: Annotated[int | None, typer.Option(help="With --sample: only the k likeliest words.")] = None,
    top_p: Annotated[
        float | None, typer.Option(help="With --sample: the likeliest words that hold mass p.")
    ] = None,
    seed: Annotated[int, options.seed("With --sample: the seed.")] = 1,
    batch_size: Annotated[
        int, options.batch_size("Lines translated together; the result does not depend on it.")
    ] = 64,
    precision: Annotated[str, options.precision()] = "float32",
    cache: Annotated[
        bool, typer.Option(help="Keep keys and values of earlier words; the answer is the same.")
    ] = True,
    engine: Annotated[
        str,
        typer.Option(help="What searches: babelix, or ctranslate2, the library's own kernels (an extra)."),
    ] = "babelix",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the translations there, whole or not at all, instead of printing them.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="With --out: go on where it was interrupted.")
    ] = False,
    interactive: Annotated[
        bool,
        typer.Option(
            "--interactive", help="Answer each line at once, as from a terminal; JSON is one a line."
        ),
    ] = False,
    no_split: NoSplit = False,
    strict: Strict = False,
    keep: Keep = None,
    glossary: GlossaryFile = None,
    prefix: Prefix = "",
    threads: ThreadsIfTorch = None,
    processes: Annotated[
        int, options.processes("Processes that share the lines; the result is the same with any number.")
    ] = 1,
    device: Device = "auto",
    attention: Annotated[
        Path | None, typer.Option(help="Also write the attention: .html is a page, .png and .svg a figure.")
    ] = None,
    flag_below: Annotated[
        float | None,
        typer.Option(
            help="Name on standard error each line with a sentence of a log-probability a subword below this.",
            show_default="none",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Translate sentences, or standard input line by line.

    An empty line gives an empty line. A line of several sentences is translated sentence by sentence, and a sentence
    longer than nearly all that the model was trained on is cut, with a warning. Addresses, emoji and numbers come out
    as they went in.

    \b
    Examples:
      echo "I took my cat for a walk." | babelix translate
      babelix translate "I am your teacher." --n-best 3
        Je suis ton professeur.
        Je suis votre professeur.
        Je suis ton instituteur.
      babelix translate "I am a student." --sample 5 --temperature 0.8
      babelix translate "Hello {name}, read https://example.org/a." --keep all
        Bonjour {name}, lis https://example.org/a.
      babelix translate --model runs/mine --beam 1 < input.en > output.fr
      babelix translate --out output.fr --resume < input.en
      babelix translate "The cat was tired." --attention attention.html
    """
    text = None if text == ["-"] else text  # a dash alone is standard input, as elsewhere
    if samples < 0 or n_best < 1:
        raise RequestError(f"--sample must be at least 0 and --n-best at least 1, got {samples} and {n_best}")
    if samples and n_best > 1:
        raise RequestError("--sample draws translations and --n-best ranks them; give one of the two")
    if samples and (beam is not None or alpha is not None):
        raise RequestError("--beam and --alpha search for the best translation; leave them out with --sample")
    if not samples and (temperature != 1.0 or top_k is not None or top_p is not None or seed != 1):
        raise RequestError(
            "--temperature, --top-k, --top-p and --seed shape random translations; give --sample N too"
        )
    if glossary is not None and (samples or n_best > 1):
        raise RequestError("--glossary holds for the best translation; leave out --n-best and --sample")
    if not text and sys.stdin is None:
        raise RequestError("standard input is closed; give sentences as arguments or lines on standard input")
    check_flag(flag_below)
    if attention is not None:  # before the work, not after it
        from babelix.views.attention.files import check_ending

        check_ending(attention)
    # A person at a terminal waits for each answer.
    interactive = interactive or (not text and out is None and sys.stdin.isatty())
    if interactive and (out is not None or text):
        raise RequestError(
            "--interactive answers standard input line by line; leave out --out and the sentences"
        )
    if resume and (out is None or attention is not None):
        raise RequestError("--resume goes on with a file; give --out FILE, and leave out --attention")
    _check_shared(processes, interactive, attention)
    tell_of_files(text or ())
    with uncollected():
        from babelix.workflows.runs.shipped import locate
        from babelix.workflows.translation.keep.wishes import Wishes
        from babelix.workflows.translation.reader import Cutting
        from babelix.workflows.translation.streaming.finding import Finding
        from babelix.workflows.translation.streaming.resume import output
        from babelix.workflows.translation.streaming.stream import stream, window_of

        finding = Finding(
            locate(model),
            Cutting(split=not no_split, strict=strict),
            Wishes.read(keep, glossary, prefix),
            {"precision": precision, "cache": cache, "engine": engine},
            (no_repeat_ngram, repetition_penalty),
            samples,
            n_best,
            {"seed": seed, "temperature": temperature, "top_k": top_k, "top_p": top_p},
            {"beam": beam, "alpha": alpha},
            batch_size,
        )
        translator = finding.translator() if processes == 1 else None
    told = listener(quiet=quiet or interactive)
    lines = iter(text) if text else decoded(sys.stdin.buffer, "standard input")
    request = _request(context) | ({} if glossary is None else {"glossary": digest(glossary)})
    file = output(out, finding.folder, request, resume=resume) if out is not None else None
    before = file.lines if file is not None else 0
    windows: Iterator[Sequence[Answer]] = stream(
        lines if file is None else file.rest(lines),
        finding.find_with(translator)
        if translator is not None
        else context.with_resource(finding.workers(processes, told, device=device, threads=threads)),
        window=1 if interactive else window_of(batch_size),
        before=before,
        total=len(text) if text else None,
        listener=told,
    )
    seen: list[tuple[str, str]] = []
    if attention is not None:
        windows = _noting(windows, seen)
    form: Format = Plain() if not as_json else JsonLines() if interactive else JsonArray()
    # The text first: the file of the attention may not be writable.
    if file is None:
        print_answers(windows, form, flag_below)
    else:
        write_answers(windows, form, file, flag_below)
    if attention is not None and translator is not None:
        from babelix.views.attention.files import write_attention

        write_attention([translator.attention(source, target) for source, target in seen], attention)


def _check_shared(processes: int, interactive: bool, attention: Path | None) -> None:
    """Raise `RequestError` for what several processes cannot do."""
    check_not_under_torchrun("translate all lines")
    if processes != 1 and (interactive or attention is not None):
        name = "--interactive" if interactive else "--attention"
        raise RequestError(f"--processes shares many lines, and {name} is of few; leave one of the two out")


def _request(context: typer.Context) -> dict[str, Any]:
    """Return what was asked for as far as the text that comes out depends on it."""
    return {
        name: value if isinstance(value, bool | int | float | None) else str(value)
        for name, value in context.params.items()
        if name not in _FREE
    }


def _noting(
    windows: "Iterable[Sequence[Answer]]", seen: list[tuple[str, str]]
) -> "Iterator[Sequence[Answer]]":
    """Yield the windows, and note each sentence with its first translation."""
    for answers in windows:
        for answer in answers:
            seen += _sentences(answer.source, answer.translations[0])
        yield answers


def _sentences(line: str, translation: "Translation") -> list[tuple[str, str]]:
    """Return each sentence of a line and its translation: attention is looked at as it was computed.

    What the model did not write, log P = 0, was not computed.
    """
    if translation.parts:
        return [(part.source, part.text) for part in translation.parts if part.log_probability]
    return [(line.strip(), translation.text.strip())] if translation.log_probability else []
