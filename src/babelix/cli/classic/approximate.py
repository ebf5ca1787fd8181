"""`babelix classic approximate`: a curve as a sum of neurons."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.counts import several
from babelix.cli.options import Json, Plot, Quiet, checked_plot, numbers
from babelix.cli.options import seed as seed_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.classic.approximate import Approximation


def approximate(
    function: Annotated[
        str | None,
        typer.Option(
            "--function",
            metavar="EXPR",
            help="wave, beats, fading, step, or an expression in x such as 'sin(3*x) + exp(-x)'.",
            show_default="wave",
        ),
    ] = None,
    points: Annotated[
        Path | None,
        typer.Option("--points", metavar="FILE", help="Points instead: two columns, x and y."),
    ] = None,
    neurons: Annotated[
        str, typer.Option("--neurons", metavar="P[,P...]", help="How many neurons, one number or several.")
    ] = "6,20",
    restarts: Annotated[int, typer.Option("--restarts", help="Random starts of each size.")] = 10,
    interval: Annotated[
        str | None,
        typer.Option(
            "--interval", metavar="A,B", help="Where the function is looked at.", show_default="-1,1"
        ),
    ] = None,
    activation: Annotated[
        str, typer.Option("--activation", help="phi: tanh, sigmoid, relu or sine.")
    ] = "tanh",
    plot: Plot = None,
    seed: Annotated[int, seed_option("Seed of the starts.")] = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Approximate a curve by f(x) = sum c_i phi(a_i x + b_i), all a, b and c by least squares, from several starts.

    The function is fitted at 400 places and its error measured on ten times as many; of points, every fifth is held
    out for the error. An expression holds numbers, x, pi, e, + - * / **, parentheses and functions (sin, cos, tan, exp,
    log, sqrt, abs, tanh, step ...). --json gives a, b and c of the best start of each size.

    \b
    Examples:
      babelix classic approximate --plot wave.png
        wave: ...
        p =  6  RMSE median ...
        p = 20  RMSE median ...
        wave.png
      babelix classic approximate --function "exp(-x**2) * cos(9*x)" --interval=-2,2 --neurons 4,8,16
    """
    if plot is not None:
        checked_plot(plot)
    from babelix.workflows.classic.approximate import approximate as run

    found = run(
        function,
        points,
        numbers(neurons, int, "neurons"),
        restarts,
        None if interval is None else numbers(interval, float, "interval"),
        activation,
        seed,
        listener(quiet),
    )
    if plot is not None:
        from babelix.views.classic.approximate import draw_approximation

        draw_approximation(found, plot)
    if as_json:
        print_json(_result(found, plot))
        return
    print(f"{found.curve.name}: {several(len(found.curve.x), 'point')} fitted; error on {found.curve.said}")
    for each in found.sums:
        print(
            f"p = {each.p:2}  RMSE median {each.median:.2e}  best {each.least:.2e}  worst {max(each.rmse):.2e}  "
            f"of {len(each.rmse)} starts"
        )
    if plot is not None:
        print(plot)


def _result(found: "Approximation", plot: Path | None) -> dict[str, Any]:
    curve = found.curve
    return {
        "function": curve.name,
        "interval": [float(curve.x.min()), float(curve.x.max())],
        "points": len(curve.x),
        "error_on": len(curve.test_x),
        "activation": found.activation,
        "neurons": [
            {
                "p": each.p,
                "rmse": each.rmse,
                "median": each.median,
                "best": each.least,
                "largest_error_of_best": each.largest,
                "a": each.best.a.tolist(),
                "b": each.best.b.tolist(),
                "c": each.best.c.tolist(),
            }
            for each in found.sums
        ],
        "figure": None if plot is None else str(plot),
    }
