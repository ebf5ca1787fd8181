"""`babelix complete`: how a text goes on."""

import sys
from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads
from babelix.cli.output import print_json


def complete(
    text: Annotated[str, typer.Argument(help="The beginning of a text, in quotes.")],
    model: Annotated[
        str,
        typer.Option("--model", metavar="NAME|DIR", help="A shipped model or a run of the task next-word."),
    ] = "en-words",
    top: Annotated[
        int, typer.Option("--top", metavar="N", help="Next words to print, the likeliest first.")
    ] = 5,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Say how a text goes on: the likeliest next words with their probabilities. <eos> is the end of the sentence.

    A text without a word is a question too: how a sentence begins.

    \b
    Examples:
      babelix complete "I am a"
        0.1098  student
        ...
      babelix complete "I am a" --top 3 --json
    """
    from babelix.workflows.classic.next_word.complete import complete as workflow

    found = workflow(text, model, top)
    if found.unknown:
        words = ", ".join(found.unknown)
        print(f"babelix: {found.model} does not know {words}: read as an unknown word", file=sys.stderr)
    if not found.words:
        print("babelix: no word was given: how a sentence begins", file=sys.stderr)
    if as_json:
        print_json({"text": found.text, "model": found.model, "next": found.next})
        return
    for each in found.next:
        print(f"{each.probability:.4f}  {each.word}")
