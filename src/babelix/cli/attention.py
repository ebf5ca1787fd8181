"""`babelix attention`: what a model attends to, as a table, a page or a figure."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.cli.dna.enformer import computing_options
from babelix.cli.options import Json, Offset, RenameContigs, VariantWindow
from babelix.cli.output import print_json

if TYPE_CHECKING:
    from babelix.workflows.attention.show import Shown


@computing_options
def attention(
    text: Annotated[str | None, typer.Argument(help="What the model reads.")] = None,
    text2: Annotated[str | None, typer.Argument(help="A second text, shown beside the first.")] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="A shipped model (en-fr unless given), a run, a transformers folder, a hub name, or enformer."
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
    trust_code: Annotated[
        bool,
        typer.Option(
            "--trust-code", help="Run code that comes with the model; it can do here whatever you can."
        ),
    ] = False,
    genome: Annotated[
        str | None,
        typer.Option("--genome", metavar="FASTA", help="What Enformer reads: a FASTA, or its name."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="PLACE", help="In the middle of Enformer's window: chr22:1-200."),
    ] = None,
    offset: Offset = None,
    rename_contigs: RenameContigs = None,
    window: VariantWindow = None,
    as_json: Json = False,
) -> None:
    """Show what a model attends to: a table of the most attended tokens, a page, a figure.

    With --word the table has a line for each layer, without it one for each token in the last layer. A file is
    written instead of the table when one is named. With --genome and --region it is what the bins of a window attend to
    in Enformer, pooled to 512 (for a figure 120) and named by their distance from its middle. Other people's models
    need an extra: pip install 'babelix[foreign]'.

    \b
    Examples:
      babelix attention "The animal didn't cross the street because it was too tired." --word it
        ...
        layer 5  because        0.28  too            0.13  animal         0.12  was            0.11  it             0.10
      babelix attention "A dog barks." "A cat sleeps." --html attention.html
      babelix attention "A dog barks." --translation "Un chien aboie." --png alignment.png
      babelix attention "Once upon a time" --model gpt2 --generate 8 --html gpt2.html
      babelix attention --example coreference --png it.png
        ...
        it.png
      babelix attention --model enformer --genome hg38 --region chr11:35,082,743-35,197,430 --html enformer.html
    """
    files = _files(html, png, svg)
    if genome is not None or region is not None:
        from babelix.workflows.attention.genome import MOST_BINS, MOST_DRAWN, Looking, Stretch, show_region
        from babelix.workflows.dna.places import Source

        if genome is None or region is None or text is not None:
            raise RequestError("--genome and --region go together, and without a text")
        most_bins = MOST_DRAWN if png or svg else MOST_BINS
        stretch = Stretch(Source(genome, offset, rename_contigs), region, window, most_bins)
        _print(show_region(model or "enformer", stretch, Looking(layer, head, word, most)), files, as_json)
        return
    texts = tuple(one for one in (text, text2) if one is not None)
    from babelix.workflows.attention.show import Wishes, show

    wishes = Wishes(
        texts=texts,
        model=model,
        translation=translation,
        generate=generate,
        kind=kind,
        layer=layer,
        head=head,
        word=word,
        example=example,
        most=most,
        trust_code=trust_code,
    )
    _print(show(wishes), files, as_json)


def _print(found: "Shown", files: list[Path], as_json: bool) -> None:
    if files:
        from babelix.views.attention.files import write_attention

        # Figures first: they refuse what is too long for them, and then no page stands there alone.
        for path in sorted(files, key=lambda path: path.suffix == ".html"):
            write_attention(found.sets, path, found.choice)
    if as_json:
        print_json(_result(found, files))
        return
    for remark in (*found.choice.remarks, *found.notes):
        print(remark)
    for path in files:
        print(path)
    if not files:
        from babelix.views.attention.table import table_lines

        for one, lines in zip(found.sets, found.tables, strict=True):
            print("\n".join(["", *table_lines(one, lines, found.choice)]))


def _files(html: Path | None, png: Path | None, svg: Path | None) -> list[Path]:
    named = [(html, ".html"), (png, ".png"), (svg, ".svg")]
    for path, ending in named:
        if path is not None and path.suffix != ending:
            raise RequestError(f"--{ending[1:]} expects a file that ends in {ending}, got {path}")
    return [path for path, _ in named if path is not None]


def _result(found: "Shown", files: list[Path]) -> dict[str, Any]:
    texts = [
        {"title": one.title, "lines": lines} for one, lines in zip(found.sets, found.tables, strict=True)
    ]
    head = {"model": found.model, "kind": found.choice.kind, "head": found.choice.head, "weights": found.rule}
    return {**head, "remarks": found.choice.remarks, "notes": found.notes, "texts": texts, "files": files}
