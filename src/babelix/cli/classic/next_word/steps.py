"""`babelix classic next-word steps`: a text on its way into a net."""

import sys
from typing import Annotated

import typer

from babelix.base.counts import several
from babelix.cli.options import Device, Json, ModelThreads, Plot, checked_plot
from babelix.cli.options import seed as seed_option
from babelix.cli.output import print_json

_SHOWN = 6


def steps(
    text: Annotated[str, typer.Argument(help="A text, in quotes.")],
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME|DIR",
            help="Take vocabulary and embeddings of this net; else random ones.",
        ),
    ] = None,
    width: Annotated[int, typer.Option("--width", help="Numbers of a random embedding.")] = 8,
    plot: Plot = None,
    seed: Annotated[int, seed_option("Seed of random embeddings.")] = 1,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Show what a net reads of a text: words, their numbers in the vocabulary, one-hot rows, embeddings.

    \b
    Examples:
      babelix classic next-word steps "the cat sat on the mat"
        6 words, a vocabulary of 7
        the              2  0010000  ...
        ...
      babelix classic next-word steps "the cat sat on the mat" --plot steps.png
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.next_word.steps import steps as workflow
    from babelix.workflows.runs.shipped import locate

    found = workflow(text, None if model is None else locate(model), width, seed)
    if plot is not None:
        from babelix.views.classic.next_word.steps import WORDS, draw_steps

        draw_steps(found, plot)
        if len(found.words) > WORDS:
            print(f"babelix: {plot} shows the first {WORDS} of {len(found.words):,} words", file=sys.stderr)
    if as_json:
        print_json(
            {
                "text": text,
                "model": found.model,
                "vocabulary": len(found.vocabulary),
                "words": [
                    {"word": word, "number": number, "one_hot": number, "embedding": row}
                    for word, number, row in zip(
                        found.words, found.numbers, found.embeddings.tolist(), strict=True
                    )
                ],
                "figure": plot,
            }
        )
        return
    print(f"{several(len(found.words), 'word')}, a vocabulary of {len(found.vocabulary):,}")
    small = len(found.vocabulary) <= 40
    for word, number, row in zip(found.words, found.numbers, found.embeddings, strict=True):
        hot = "0" * number + "1" + "0" * (len(found.vocabulary) - number - 1) if small else "1 at its number"
        more = " ..." if len(row) > _SHOWN else ""
        print(f"{word:12} {number:>5}  {hot}  {' '.join(f'{each:6.2f}' for each in row[:_SHOWN])}{more}")
    if found.model is None:
        print("the embeddings are drawn at random; --model NAME shows those of a net that learned")
    if plot is not None:
        print(plot)
