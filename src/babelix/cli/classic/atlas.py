"""`babelix classic atlas`: what a net makes of pictures or words, on a plane."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.errors import RequestError
from babelix.cli.classic.convnet.show import RunFolder, Size, Weights
from babelix.cli.options import Device, Json, ModelThreads, Plot, Quiet, checked_plot
from babelix.cli.options import seed as seed_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.classic.atlas.make import Atlas, Space


def atlas(
    source: Annotated[str, typer.Option("--from", metavar="KIND", help="convnet, embeddings or translator.")],
    run: RunFolder = None,
    size: Size = None,
    weights: Weights = None,
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            metavar="NAME|DIR",
            help="Pictures: mnist, cifar10-subset, a folder, or one with a folder a class.",
            show_default="those the run held out",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME|DIR",
            help="A shipped translator or a translator's run.",
            show_default="en-fr",
        ),
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(
            "--text",
            metavar="FILE",
            help="translator: a sentence a line, or sentence, tab, class. embeddings: sentence pairs, which tell a "
            "token's side.",
        ),
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option(
            "--word",
            metavar="WORD",
            help="Lay out this word of every sentence; may be repeated.",
            show_default="whole sentences",
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="tsne or umap.")] = "tsne",
    nearest: Annotated[int, typer.Option("--nearest", metavar="K", help="Neighbours of every number.")] = 10,
    perplexity: Annotated[
        float | None, typer.Option("--perplexity", help="Of t-SNE.", show_default="30")
    ] = None,
    umap_neighbours: Annotated[
        int | None, typer.Option("--umap-neighbors", metavar="N", help="Of UMAP.", show_default="15")
    ] = None,
    most: Annotated[
        int, typer.Option("--most", metavar="N", help="Points at most; of more the seed chooses.")
    ] = 3000,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the page: one .html file, offline.")
    ] = None,
    plot: Plot = None,
    seed: Annotated[int, seed_option("Seed of the choice and of the plane.")] = 0,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Lay pictures, tokens or sentences on a plane by what a net makes of them, and say what the plane keeps.

    A picture proves nothing alone. Beside it stand its trustworthiness, how many of each point's nearest it keeps, and
    how many points their nearest give the right class, in the plane and in the full space; and the same of principal
    components, and of what the net was given. --by needs an extra: pip install 'babelix[atlas]' for tsne,
    'babelix[umap]' for umap.

    \b
    Examples:
      babelix classic atlas --from convnet --run runs/mnist --html atlas.html --plot atlas.png
      babelix classic atlas --from embeddings --text pairs.tsv --plot tokens.png
      babelix classic atlas --from translator --text it.tsv --word it --html it.html
    """
    if plot is not None:
        checked_plot(plot)
    if html is not None and html.suffix != ".html":
        raise RequestError(f"--html {html}: expected a file that ends in .html")
    from babelix.workflows.classic.atlas.make import Laying, make_atlas
    from babelix.workflows.classic.atlas.sources import Source

    asked = Source(source, run, size, weights, data, model, text, word or [])
    found = make_atlas(asked, Laying(by, nearest, perplexity, umap_neighbours), most, seed, listener(quiet))
    if plot is not None:
        from babelix.views.classic.atlas.figure import draw_atlas

        draw_atlas(found, plot)
    if html is not None:
        from babelix.views.classic.atlas.page import AtlasPage

        AtlasPage(found).write(html)
    if as_json:
        print_json(_result(found, plot, html))
        return
    _print(found)
    for path in (html, plot):
        if path is not None:
            print(path)


def _print(found: "Atlas") -> None:
    print(found.points.name)
    for remark in found.points.remarks:
        print(remark)
    if found.chance is not None:
        print(f"{len(found.points.classes)} classes, the commonest {found.chance:.1%} of the points")
    print(
        f"{'':26}  trustworthiness  neighbours kept"
        + ("" if found.chance is None else f"  class told by {found.laying.nearest}")
    )
    for space in (found.space, found.raw):
        measure = "cosine" if found.points.cosine else "Euclidean"
        rows = [(f"{space.what}, {space.width:,} {measure}", "", "", space.told)]
        rows += [
            (
                f"  on a plane by {each.method}",
                f"{each.kept.trustworthiness:.4f}",
                f"{each.kept.neighbours:.1%}",
                each.told,
            )
            for each in space.planes
        ]
        for name, trust, same, told in rows:
            line = f"{name:26}  {trust:>15}  {same:>15}"
            print(line.rstrip() if told is None else f"{line}  {told:>13.1%}")


def _result(found: "Atlas", plot: Path | None, html: Path | None) -> dict[str, Any]:
    points, plane = found.points, found.plane
    return {
        "source": points.name,
        "remarks": points.remarks,
        "points": len(points),
        "by": found.laying.by,
        "nearest": found.laying.nearest,
        "seed": found.seed,
        "classes": points.classes,
        "chance": found.chance,
        "spaces": [_space(each, points.cosine) for each in (found.space, found.raw)],
        "labels": None if points.labels is None else points.labels.tolist(),
        "words": points.words,
        "places": plane.places.round(4).tolist(),
        "cells": [
            {"column": each.column, "row": each.row, "points": len(each.members), "central": each.central}
            for each in found.cells
        ],
        "page": None if html is None else str(html),
        "figure": None if plot is None else str(plot),
    }


def _space(space: "Space", cosine: bool) -> dict[str, Any]:
    return {
        "what": space.what,
        "width": space.width,
        "distance": "cosine" if cosine else "euclidean",
        "told": space.told,
        "planes": [
            {
                "method": each.method,
                "trustworthiness": each.kept.trustworthiness,
                "neighbours_kept": each.kept.neighbours,
                "told": each.told,
            }
            for each in space.planes
        ],
    }
