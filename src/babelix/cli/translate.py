"""`babelix translate`: text in, translations out."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.base.files import decode_lines
from babelix.cli import options
from babelix.cli.options import Device, Json, Model, ModelThreads, NoSplit, Quiet, Strict
from babelix.cli.output import print_json, tell_of_files
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.translation.translation import Translation


def translate(
    text: Annotated[
        list[str] | None, typer.Argument(help="Sentences; standard input, line by line, without any.")
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
    precision: Annotated[
        str, typer.Option(help="Type of the matrix products: float32, bfloat16 or auto.")
    ] = "float32",
    cache: Annotated[
        bool, typer.Option(help="Keep keys and values of earlier words; the answer is the same.")
    ] = True,
    no_split: NoSplit = False,
    strict: Strict = False,
    threads: ModelThreads = None,
    device: Device = "auto",
    attention: Annotated[
        Path | None, typer.Option(help="Also write the attention: .html is a page, .png and .svg a figure.")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Translate sentences, or standard input line by line.

    An empty line gives an empty line. A line of several sentences is translated sentence by sentence, and a sentence
    longer than nearly all that the model was trained on is cut, with a warning.

    \b
    Examples:
      echo "I took my cat for a walk." | babelix translate
      babelix translate "I am a student." --n-best 3
        Je suis étudiant.
        Je suis étudiante.
        Je suis élève.
      babelix translate "I am a student." --sample 5 --temperature 0.8
      babelix translate --model runs/mine --beam 1 < input.en > output.fr
      babelix translate "The cat was tired." --attention attention.html
    """
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
    if not text and sys.stdin is None:
        raise RequestError("standard input is closed; give sentences as arguments or lines on standard input")
    if attention is not None:  # before the work, not after it
        from babelix.views.attention.files import check_ending

        check_ending(attention)
    tell_of_files(text or ())
    lines = text if text else decode_lines(sys.stdin.buffer.read(), "standard input")
    from babelix.workflows.runs.shipped import locate
    from babelix.workflows.translation.reader import Cutting
    from babelix.workflows.translation.translator import load_translator

    cutting = Cutting(split=not no_split, strict=strict)
    translator = load_translator(locate(model), cutting=cutting, precision=precision, cache=cache)
    translator.forbid_repetition(no_repeat_ngram, repetition_penalty)
    shown = listener(quiet=quiet)
    if samples:
        found = translator.sample(
            lines,
            samples,
            seed=seed,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            batch_size=batch_size,
            listener=shown,
        )
    elif n_best > 1:
        found = translator.n_best(
            lines, n_best, beam=beam, alpha=alpha, batch_size=batch_size, listener=shown
        )
    else:
        best = translator.translate(lines, beam=beam, alpha=alpha, batch_size=batch_size, listener=shown)
        found = [[translation] for translation in best]
    for number, row in enumerate(found, start=1):
        if row[0].remark:
            print(f"babelix: line {number}: {row[0].remark}", file=sys.stderr)
    # The text first: the file may not be writable.
    if as_json:
        rows = zip(lines, found, strict=True)
        print_json([{"source": line, "translations": list(map(_object, row))} for line, row in rows])
    else:
        for translations in found:
            for translation in translations:
                print(translation.text)
    if attention is not None:
        from babelix.views.attention.files import write_attention

        sets = [
            translator.attention(source, target)
            for line, row in zip(lines, found, strict=True)
            for source, target in _sentences(line, row[0])
        ]
        write_attention(sets, attention)


def _sentences(line: str, translation: "Translation") -> list[tuple[str, str]]:
    """Return each sentence of a line and its translation: attention is looked at as it was computed.

    What the model did not write, log P = 0, was not computed.
    """
    if translation.parts:
        return [(part.source, part.text) for part in translation.parts if part.log_probability]
    return [(line.strip(), translation.text.strip())] if translation.log_probability else []


def _object(translation: "Translation") -> dict[str, Any]:
    """Return a translation as JSON has it: its parts and the remark only where there are some."""
    return {
        key: value for key, value in asdict(translation).items() if value not in ((), "") or key == "text"
    }
