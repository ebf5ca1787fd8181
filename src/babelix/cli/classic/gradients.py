"""`babelix classic gradients`: what vanishes with distance."""

from typing import Annotated

import typer

from babelix.cli.options import Device, Json, ModelThreads, Plot, Quiet, checked_plot, numbers
from babelix.cli.output import print_json
from babelix.cli.progress import listener


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
      babelix classic gradients --no-recall --no-speed
        gradient over that of the last step, median of 20 layers of width 128
        steps back                    1       5       10      20      40
        tanh RNN                  ...
        ...
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.gradients import SHOWN, measure_gradients

    found = measure_gradients(
        seeds, updates, recall, speed, numbers(distances, int, "distances"), listener(quiet)
    )
    if plot is not None:
        from babelix.views.classic.gradients import draw_gradients

        draw_gradients(found, plot)
    if as_json:
        print_json({"width": found.width, "seeds": found.seeds, "updates": found.updates, "gradients": found.reaches,
                    "recall": found.recalled, "speed": found.paces, "figure": plot})  # fmt: skip
        return
    print(f"gradient over that of the last step, median of {found.seeds} layers of width {found.width}")
    print(f"{'steps back':22}" + "".join(f"{each:>9}" for each in SHOWN))
    for one in found.reaches:
        print(f"{one.cell:22}" + "".join(f"{one.ratios[each]:9.1e}" for each in SHOWN))
    if found.recalled:
        print(f"\nsymbols recalled after {found.updates} updates, by chance 12 %")
        print(f"{'steps back':22}" + "".join(f"{each:>9}" for each in found.recalled[0].distances))
        for row in found.recalled:
            print(f"{row.cell:22}" + "".join(f"{each:9.0%}" for each in row.accuracy))
    if found.paces:
        print("\nprocessor microseconds a token on one thread, learning / writing")
        lengths = list(dict.fromkeys(each.length for each in found.paces))
        print(f"{'tokens':22}" + "".join(f"{each:>15}" for each in lengths))
        for cell in dict.fromkeys(each.cell for each in found.paces):
            own = [each for each in found.paces if each.cell == cell]
            print(f"{cell:22}" + "".join(f"{p.training:8.0f}/{p.generating:6.0f}" for p in own))
    if plot is not None:
        print(plot)
