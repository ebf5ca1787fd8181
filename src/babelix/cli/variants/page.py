"""The page that explains variants: asked for, checked before anything is computed, written at the end."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.errors import RequestError
from babelix.base.progress import Listener

if TYPE_CHECKING:
    from babelix.workflows.dna.explaining.explain import Explaining
    from babelix.workflows.dna.places import Source
    from babelix.workflows.dna.scoring.results import Scored
    from babelix.workflows.dna.scoring.scorer import Scorer

Explain = Annotated[
    Path | None,
    typer.Option(
        "--explain",
        metavar="PAGE",
        help="Write a page (.html) on up to 20 variants: tracks, letters, genes, attention.",
    ),
]
Letters = Annotated[
    int | None,
    typer.Option("--letters", metavar="N", help="Bases shown as letters by --explain.", show_default="41"),
]


def wanted_page(
    context: typer.Context, source: "Source", explain: Path | None, letters: int | None
) -> "Explaining | None":
    """Return the page asked for; None where none is. Raises `RequestError` for one that cannot be made."""
    from babelix.workflows.dna.explaining.explain import Explaining

    if explain is None:
        if letters is not None:
            raise RequestError("--letters is for the page of --explain; name its file")
        return None
    of_all = context.params
    command = shlex.join(["babelix", *(context.obj or ())])
    page = Explaining(explain, command, of_all["gtf"], 41 if letters is None else letters)
    return page.prepared(of_all["variants"], source, bool(of_all["track"]) or not of_all["deltas"])


def write_page(
    page: "Explaining", scorer: "Scorer", asked: list[str], rows: "Sequence[Scored]", told: Listener
) -> None:
    """Explain the variants, write the page and say where it is."""
    from babelix.views.dna.explanation.page import ExplanationPage
    from babelix.workflows.dna.explaining.explain import explain

    ExplanationPage(explain(scorer, asked, rows, page, told)).write(page.path)
    print(page.path, file=sys.stderr)
