"""`babelix attention`: what a model attends to, as a table, a page or a figure."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.errors import RequestError
from babelix.cli.options import Json
from babelix.cli.output import print_json

if TYPE_CHECKING:
    from babelix.inspection.attention_map import AttentionSet
    from babelix.inspection.choice import Attended, Choice, Line


def attention(
    text: Annotated[str | None, typer.Argument(help="What the model reads.")] = None,
    text2: Annotated[str | None, typer.Argument(help="A second text, shown beside the first.")] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="A shipped model (en-fr unless given), a run, a transformers folder or a hub name."
        ),
    ] = None,
    translation: Annotated[
        str | None,
        typer.Option(
            help="The translation (of a decoder: the continuation) to read, instead of the model's own."
        ),
    ] = None,
    generate: Annotated[int, typer.Option(help="Tokens a decoder adds to the text, marked as its own.")] = 0,
    word: Annotated[str | None, typer.Option(help="Show what this word of the text attends to.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="encoder, decoder or cross; what fits the request unless given.")
    ] = None,
    layer: Annotated[int | None, typer.Option(help="This layer only, from 0.")] = None,
    head: Annotated[
        int | None, typer.Option(help="This head only, from 0; all averaged unless given.")
    ] = None,
    most: Annotated[int, typer.Option(help="Tokens to print in a line of the table.")] = 5,
    html: Annotated[Path | None, typer.Option(help="Write a page with every layer and head (.html).")] = None,
    png: Annotated[Path | None, typer.Option(help="Write a figure (.png).")] = None,
    svg: Annotated[Path | None, typer.Option(help="Write a figure (.svg).")] = None,
    example: Annotated[
        str | None,
        typer.Option(help="A picture of the lecture: coreference, alignment or gpt2-active-passive."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what a model attends to: a table of the most attended tokens, a page, a figure.

    With --word the table has a line for each layer, without it one for each token in the last layer. A file is
    written instead of the table when one is named. Other people's models need an extra:
    pip install 'babelix[foreign]'.

    \b
    Examples:
      babelix attention "The animal didn't cross the street because it was too tired." --word it
      babelix attention "A dog barks." "A cat sleeps." --html attention.html
      babelix attention "A dog barks." --translation "Un chien aboie." --png alignment.png
      babelix attention "Once upon a time" --model gpt2 --generate 8 --html gpt2.html
      babelix attention --example coreference --png it.png
    """
    files = _files(html, png, svg)
    if most < 1:
        raise RequestError(f"--most must be at least 1, got {most}")
    if (text is None) == (example is None):
        raise RequestError('expected a text or an --example, and not both: babelix attention "A dog barks."')
    if example is not None and (translation, word, kind, layer, head, generate) != (None,) * 5 + (0,):
        raise RequestError(
            "an --example chooses its own word, kind, layer and head; only --model may be given with it"
        )
    sets, choice = (
        _example(example, model)
        if example is not None
        else _texts(
            [one for one in (text, text2) if one is not None],
            model,
            translation,
            generate,
            (kind, layer, head, word),
        )
    )
    if files:
        from babelix.views.attention.files import write_attention

        for path in files:
            write_attention(sets, path, choice)
    _print(sets, choice, most, files, as_json)


def _files(html: Path | None, png: Path | None, svg: Path | None) -> list[Path]:
    named = [(html, ".html"), (png, ".png"), (svg, ".svg")]
    for path, ending in named:
        if path is not None and path.suffix != ending:
            raise RequestError(f"--{ending[1:]} expects a file that ends in {ending}, got {path}")
    return [path for path, _ in named if path is not None]


def _example(name: str, model: str | None) -> "tuple[list[AttentionSet], Choice]":
    from babelix.workflows.attention.examples import example

    found = example(name, model)
    return found.sets, found.choice


def _texts(
    texts: list[str],
    model: str | None,
    translation: str | None,
    generate: int,
    chosen: tuple[str | None, int | None, int | None, str | None],
) -> "tuple[list[AttentionSet], Choice]":
    from babelix.inspection.choice import choose
    from babelix.workflows.attention.attend import attention
    from babelix.workflows.runs.shipped import DEFAULT

    sets = attention(model or DEFAULT, texts, translation, generate=generate)
    return sets, choose(sets, *chosen)


def _print(sets: "list[AttentionSet]", choice: "Choice", most: int, files: list[Path], as_json: bool) -> None:
    from babelix.inspection.choice import RULE, table

    tables = table(sets, choice, most)
    if as_json:
        texts = [{"title": one.title, "lines": lines} for one, lines in zip(sets, tables, strict=True)]
        head = {"model": sets[0].maps[0].model, "kind": choice.kind, "head": choice.head, "weights": RULE}
        print_json({**head, "remarks": choice.remarks, "texts": texts, "files": files})
        return
    for remark in choice.remarks:
        print(remark)
    for path in files:
        print(path)
    if not files:
        for one, lines in zip(sets, tables, strict=True):
            print("\n".join(_lines(one.title, lines, choice)))


def _lines(title: str, lines: "list[Line]", choice: "Choice") -> list[str]:
    heads = "all heads averaged" if choice.head is None else f"head {choice.head}"
    by_layer = bool(choice.rows)
    what = f"what {lines[0].row!r} attends to" if by_layer else f"layer {lines[0].layer}"
    names = [f"layer {line.layer}" if by_layer else _shown(line.row) for line in lines]
    width = max(len(name) for name in names)
    rows = [
        f"  {name:{width}}  {_cells(line.most)}".rstrip() for name, line in zip(names, lines, strict=True)
    ]
    return ["", _shown(title), f"{choice.kind} attention, {what}, {heads}", *rows]


def _cells(most: "tuple[Attended, ...]") -> str:
    return "  ".join(f"{_shown(one.token)[:14]:14} {one.weight:.2f}" for one in most)


def _shown(token: str) -> str:
    plain = token.strip()
    return plain if plain and plain.isprintable() else repr(token)
