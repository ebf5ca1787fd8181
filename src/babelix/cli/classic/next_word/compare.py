"""`babelix classic next-word compare`: n-grams and nets on equal terms."""

from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads, Plot, Quiet, checked_plot
from babelix.cli.output import print_json
from babelix.cli.progress import listener


def compare(
    recipe: Annotated[Path, typer.Argument(help="A TOML recipe of the task next-word-compare.")],
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="The folder of all its trainings.")],
    text: Annotated[
        str | None, typer.Option("--text", metavar="NAME|FILE", help="Another text than the recipe's.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on: what is finished is read, what was stopped goes on.")
    ] = False,
    plot: Plot = None,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train n-grams and nets as a recipe says, as large and as long each, and print their perplexities.

    Before it begins it says how long it will take; Ctrl-C saves and stops.

    \b
    Examples:
      babelix classic next-word compare recipes/classic/next-word/compare-ptb.toml --run runs/compare-ptb
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.next_word.compare import compare as workflow
    from babelix.workflows.classic.next_word.settings import CompareSettings
    from babelix.workflows.runs.recipe import read_recipe

    given = [] if text is None else [f"data.name={text}"]
    settings = CompareSettings.read(read_recipe(recipe, given).values, str(recipe))
    found = workflow(settings, beside=recipe.parent, run=run, resume=resume, listener=listener(quiet))
    if plot is not None:
        from babelix.views.classic.next_word.compare import draw_compared

        draw_compared(found, plot)
    if as_json:
        print_json(found)
        return
    print(
        f"{found.text}: perplexity, median of seeds (lowest to highest); best on words held out: {found.best}"
    )
    for row in found.rows:
        size = "" if row.parameters is None else f"{row.parameters:,}"
        spread = f"{median(row.test):.2f} ({min(row.test):.2f} to {max(row.test):.2f})"
        worse = ""
        if row.against is not None:
            d = row.against.difference
            worse = f"  {d.score:+.2f} ({d.low:+.2f} to {d.high:+.2f}) to the best"
        cost = f"{row.minutes:6.2f} min"
        print(f"{row.kind:14} {size:>11}  {cost}  held out {median(row.val):7.2f}  test {spread}{worse}")
    if plot is not None:
        print(plot)
