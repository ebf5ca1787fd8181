"""`babelix classic gradients`: what vanishes with distance."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from babelix.base.counts import several
from babelix.cli.options import Device, Json, ModelThreads, Plot, Quiet, checked_plot, numbers
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.classic.gradients import Gradients


def gradients(
    seeds: Annotated[
        int, typer.Option("--seeds", metavar="N", help="Layers drawn of each kind; the median counts.")
    ] = 20,
    recall: Annotated[
        bool, typer.Option("--recall/--no-recall", help="Train small nets to recall a symbol at a distance.")
    ] = True,
    distances: Annotated[
        str, typer.Option("--distances", metavar="N[,N...]", help="Distances to recall at.")
    ] = "5,10,20,40",
    updates: Annotated[
        int, typer.Option("--updates", metavar="N", help="Updates that each of these learns by.")
    ] = 300,
    speed: Annotated[
        bool, typer.Option("--speed/--no-speed", help="Time a token, learning and writing.")
    ] = True,
    trained: Annotated[
        bool,
        typer.Option(
            "--trained", help="Also measure gradients in nets that have learned to recall, 3 seeds."
        ),
    ] = False,
    plot: Plot = None,
    threads: ModelThreads = None,
    device: Device = "auto",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show how gradients fade with distance in recurrent nets and attention, what is recalled, what a token costs.

    \b
    Examples:
      babelix classic gradients --plot gradients.png
      babelix classic gradients --trained --no-recall --no-speed
      babelix classic gradients --no-recall --no-speed
        gradient over that of the last step, median of 20 layers of width 128
        steps back                    1       5       10      20      40
        tanh RNN                  ...
        ...
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.gradients import measure_gradients

    found = measure_gradients(
        seeds, updates, recall, speed, numbers(distances, int, "distances"), trained, listener(quiet)
    )
    if plot is not None:
        from babelix.views.classic.gradients import draw_gradients

        draw_gradients(found, plot)
    if as_json:
        print_json(
            {
                "width": found.width,
                "seeds": found.seeds,
                "updates": found.updates,
                "gradients": found.reaches,
                "learned": found.learned,
                "recall": found.recalled,
                "speed": found.paces,
                "figure": plot,
            }
        )
        return
    for line in _lines(found):
        print(line)
    if plot is not None:
        print(plot)


def _lines(found: "Gradients") -> Iterator[str]:
    """Yield what was measured as tables."""
    from babelix.workflows.classic.gradients import SHOWN

    yield f"gradient over that of the last step, median of {several(found.seeds, 'layer')} of width {found.width}"
    yield f"{'steps back':22}" + "".join(f"{each:>9}" for each in SHOWN)
    for one in found.reaches:
        yield f"{one.cell:22}" + "".join(f"{one.ratios[each]:9.1e}" for each in SHOWN)
    if found.learned:
        updates = several(found.updates, "update")
        yield f"\nthe same after {updates} of learning to recall from {found.learned[0].distance} back"
        yield f"{'steps back':22}" + "".join(f"{each:>9}" for each in SHOWN) + " recalled"
        for each in found.learned:
            ratios = "".join(f"{each.ratios[k]:9.1e}" for k in SHOWN)
            yield f"{each.cell:22}{ratios}{each.accuracy:9.0%}"
    if found.recalled:
        yield f"\nsymbols recalled after {several(found.updates, 'update')}, by chance 12 %"
        yield f"{'steps back':22}" + "".join(f"{each:>9}" for each in found.recalled[0].distances)
        for row in found.recalled:
            yield f"{row.cell:22}" + "".join(f"{each:9.0%}" for each in row.accuracy)
    if found.paces:
        yield "\nmicroseconds a token, learning / writing"
        lengths = list(dict.fromkeys(each.length for each in found.paces))
        yield f"{'tokens':22}" + "".join(f"{each:>15}" for each in lengths)
        for cell in dict.fromkeys(each.cell for each in found.paces):
            own = [each for each in found.paces if each.cell == cell]
            yield f"{cell:22}" + "".join(f"{p.training:8.0f}/{p.generating:6.0f}" for p in own)
