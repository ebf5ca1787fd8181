"""`babelix parse`: words in, trees out."""

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.base.files import decoded
from babelix.cli import options
from babelix.cli.options import Device, Json, ModelThreads, Quiet
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.parsing.parser import Parsed


def parse(
    model: Annotated[str, typer.Option("--model", help="A run folder of the task parsing or grammar.")],
    text: Annotated[
        list[str] | None, typer.Argument(help="Sentences; standard input, line by line, without any or by -.")
    ] = None,
    beam: Annotated[int | None, options.beam("the model's")] = None,
    alpha: Annotated[float | None, options.alpha("Length penalty; the model's own unless given.")] = None,
    batch_size: Annotated[
        int, options.batch_size("Sentences parsed together; the result does not depend on it.")
    ] = 64,
    svg: Annotated[Path | None, typer.Option(help="Draw the trees, twenty at most (.svg).")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with every layer's and head's attention (.html).")
    ] = None,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Parse sentences, or standard input line by line: constituency trees in brackets, one a line.

    Words are what white space separates, punctuation among them. Every tree is over exactly the words given; brackets
    in words are written as the Penn Treebank does, -LRB-. An empty line gives an empty line.

    \b
    Examples:
      echo "The cat sat on the mat ." | babelix parse --model runs/sample --svg tree.svg
      babelix parse "The cat sat ." --model runs/sample --json
      babelix parse "The cat sat ." --model runs/sample --html attention.html
    """
    for path, ending in ((svg, ".svg"), (html, ".html")):  # before the work, not after it
        if path is not None and path.suffix != ending:
            raise RequestError(f"--{ending[1:]} expects a file that ends in {ending}, got {path}")
    text = None if text == ["-"] else text
    if not text and sys.stdin is None:
        raise RequestError("standard input is closed; give sentences as arguments or lines on standard input")
    from babelix.workflows.parsing.lines import parse_lines
    from babelix.workflows.parsing.models import load_any
    from babelix.workflows.runs.shipped import locate

    parser = load_any(locate(model), attends=html is not None)
    lines: Iterable[str] = text or decoded(sys.stdin.buffer, "standard input")
    if svg is not None:
        from babelix.views.parsing.tree import check_count, write_trees

        lines = list(lines)
        check_count(sum(bool(line.split()) for line in lines))
    found = parse_lines(
        parser, lines, beam=beam, alpha=alpha, batch_size=batch_size, listener=listener(quiet=quiet)
    )
    drawn = svg is not None or html is not None
    kept = list(found) if as_json else _printed(found, keep=drawn)
    if as_json:
        print_json([_object(each) for each in kept])
    trees = [each.tree for each in kept if each.tree is not None]
    if svg is not None:
        write_trees(trees, svg)
    if html is not None:
        from babelix.views.attention.files import write_attention

        write_attention([parser.attention(tree.words, tree) for tree in trees], html)


def _printed(found: "Iterable[Parsed]", *, keep: bool) -> "list[Parsed]":
    kept = []
    for each in found:
        print(each)
        if keep:  # a file of a million lines is printed as it is parsed, and let go
            kept.append(each)
    return kept


def _object(parsed: "Parsed") -> dict[str, Any]:
    return {**asdict(parsed), "words": list(parsed.words), "tree": str(parsed)}
