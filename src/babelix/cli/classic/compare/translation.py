"""`babelix classic compare translation`: recurrent translators and the Transformer on equal terms."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.counts import several
from babelix.cli.options import Device, Json, ModelThreads, Plot, Quiet, checked_plot
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.translation.compare.table import Compared


def translation(
    recipe: Annotated[Path, typer.Argument(help="A TOML recipe of the task translation-compare.")],
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="The folder of all its trainings.")],
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on: what is finished is read, what was stopped goes on.")
    ] = False,
    finished: Annotated[
        bool, typer.Option("--finished", help="Train nothing: the table of what is finished.")
    ] = False,
    reach: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=100,
            help="BLEU on sentences held out whose minutes are told; by default the highest whole one all reach.",
        ),
    ] = None,
    plot: Plot = None,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train translators as a recipe says, as large and as long each, and print BLEU, also by length, and their cost.

    Ctrl-C saves and stops; every network is trained with the first seed before any with the second.

    \b
    Examples:
      babelix classic compare translation recipes/classic/translation/multi30k.toml --run runs/multi30k
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.runs.recipe import read_recipe
    from babelix.workflows.translation.compare.compare import compare
    from babelix.workflows.translation.compare.settings import CompareSettings

    settings = CompareSettings.read(read_recipe(recipe, []).values, str(recipe))
    found = compare(
        settings,
        beside=recipe.parent,
        run=run,
        resume=resume,
        finished_only=finished,
        reach=reach,
        listener=listener(quiet),
    )
    if plot is not None:
        from babelix.views.classic.translation import draw_translation

        draw_translation(found, plot)
    if as_json:
        print_json(found)
        return
    for line in _lines(found):
        print(line)
    if plot is not None:
        print(plot)


def _lines(found: "Compared") -> Iterator[str]:
    from babelix.workflows.translation.compare.table import LONGEST

    updates = several(found.updates, "update")
    yield f"{found.data}, {found.test}: {updates} each; BLEU, median of seeds (lowest to highest)"
    for row in found.rows:
        scores = [each.score for each in row.bleu]
        spread = (
            f"{median(scores):5.1f} ({min(scores):.1f} to {max(scores):.1f}, {several(len(scores), 'seed')})"
        )
        worse = ""
        if row.against is not None:
            d = row.against.difference
            worse = f"  {d.score:+.1f} ({d.low:+.1f} to {d.high:+.1f}) to the best"
        yield f"{row.name:16} {row.parameters:>10,}  {spread}{worse}"
    yield ""
    to = "" if found.reach is None else f" {f'to {found.reach:g}':>8}"
    yield f"{'':16} {'rate':>6} {'minutes':>8}{to} {'ms/update':>10} {'ms/sentence':>12}  BLEU by words of the source"
    lengths = [*(f"to {each}" for each in LONGEST), f"over {LONGEST[-1]}"]
    yield f"{'':{57 + len(to)}}" + "".join(f"{each:>9}" for each in lengths)
    for row in found.rows:
        cost = f"{1e3 * row.cost.update:>10.0f} {1e3 * row.cost.sentence:>12.1f}"
        buckets = "".join(f"{each:9.1f}" for each in row.by_length)
        minutes = f"{row.minutes:>8.1f}{to and _reached(row.reached)}"
        yield f"{row.name:16} {row.rate:>6g} {minutes} {cost} {buckets}"
    if to:
        yield ""
        yield f"to {found.reach:g}: minutes until BLEU on sentences held out was {found.reach:g}, median of seeds"


def _reached(minutes: Sequence[float | None]) -> str:
    """Return the median of the seeds' minutes; a dash where half of them never came to it."""
    middle = median(math.inf if each is None else each for each in minutes)
    return f" {'-' if math.isinf(middle) else f'{middle:.1f}':>8}"
