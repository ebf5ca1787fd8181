"""`babelix classic playground`: a small net on points of the plane."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.cli.options import Json, Plot, Quiet, checked_plot, numbers
from babelix.cli.options import seed as seed_option
from babelix.cli.output import print_json
from babelix.cli.progress import listener

if TYPE_CHECKING:
    from babelix.workflows.classic.playground import Toy

_TRAINED_BY = ("6,2", "tanh", 500, 0.01, 0.1, 10, 0.001, 0)
"""What the options of a training are unless given."""


def playground(
    set_name: Annotated[
        str | None,
        typer.Option("--set", metavar="NAME", help="circle, xor, spiral or moons.", show_default="circle"),
    ] = None,
    points: Annotated[
        Path | None, typer.Option("--points", metavar="FILE", help="Points instead: x, y and a class a line.")
    ] = None,
    layers: Annotated[
        str, typer.Option("--layers", metavar="N[,N...]", help="Neurons of each hidden layer.")
    ] = "6,2",
    activation: Annotated[str, typer.Option("--activation", help="tanh, sigmoid, relu or sine.")] = "tanh",
    epochs: Annotated[int, typer.Option("--epochs", help="How often every point is read.")] = 500,
    rate: Annotated[float, typer.Option("--rate", help="Learning rate.")] = 0.01,
    momentum: Annotated[float, typer.Option("--momentum", help="Share of the last step kept.")] = 0.1,
    batch: Annotated[int, typer.Option("--batch", help="Points of one update.")] = 10,
    decay: Annotated[float, typer.Option("--decay", help="L2 decay of the weights.")] = 0.001,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write points, net and history: a .json file."),
    ] = None,
    saved: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Read what --out wrote; train nothing."),
    ] = None,
    plot: Plot = None,
    layer: Annotated[
        int | None, typer.Option("--layer", help="Hidden layer to draw, from 1.", show_default="the last")
    ] = None,
    neurons: Annotated[
        str | None,
        typer.Option("--neurons", metavar="I,J", help="Its two neurons to draw, from 1.", show_default="1,2"),
    ] = None,
    seed: Annotated[int, seed_option("Seed of the set, the first weights and the order.")] = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a small net on points of two or more classes and see how it parts the plane.

    The net and its training are those of ConvNetJS's demonstration unless told otherwise: 2-6-2-softmax, tanh,
    stochastic gradient descent. One point in five of each class is held out for the accuracy.

    \b
    Examples:
      babelix classic playground --set spiral --layers 12,2 --epochs 2000 --plot spiral.png
        spiral: 2-12-2-2, tanh, 2,000 epochs of 160 points
        ...
      babelix classic playground --points mine.csv --out toy.json
      babelix classic playground --from toy.json --plot hidden.png --layer 1 --neurons 3,5
    """
    if plot is not None:
        checked_plot(plot)
    elif layer is not None or neurons is not None:
        raise RequestError("--layer and --neurons say what is drawn; name the figure's file with --plot")
    if out is not None and out.suffix != ".json":
        raise RequestError(f"--out {out}: expected a file that ends in .json")
    if saved is not None and (set_name is not None or points is not None):
        raise RequestError("give either --from, which has its own points, or --set or --points")
    trained_by = (layers, activation, epochs, rate, momentum, batch, decay, seed)
    if saved is not None and trained_by != _TRAINED_BY:
        raise RequestError(
            "--from reads a net and trains nothing; leave out --layers, --activation, --epochs, --rate, --momentum, "
            "--batch, --decay and --seed"
        )
    from babelix.workflows.classic.playground import Descent, View, keep, play, reread

    pair = None if neurons is None else numbers(neurons, int, "neurons")
    if pair is not None and len(pair) != 2:
        raise RequestError(f"--neurons {neurons}: expected two numbers")
    view = View(layer, None if pair is None else (pair[0], pair[1]))
    if saved is not None:
        toy = reread(saved)
    else:
        descent = Descent(epochs, rate, momentum, batch, decay)
        toy = play(
            set_name, points, numbers(layers, int, "layers"), activation, descent, seed, listener(quiet)
        )
    if plot is not None:
        from babelix.views.classic.playground import draw_toy

        draw_toy(toy, plot, view)
    if out is not None:
        keep(toy, out)
    files = [str(path) for path in (out, plot) if path is not None]
    if as_json:
        print_json(_result(toy, files))
        return
    _print(toy, files)


def _print(toy: "Toy", files: list[str]) -> None:
    points, last = toy.points, toy.history[-1]
    trained, held_out = int((~points.held_out).sum()), int(points.held_out.sum())
    shape = "-".join(map(str, (2, *toy.net.hidden, len(points.classes))))
    print(
        f"{points.name}: {shape}, {toy.net.activation}, {several(last.epoch, 'epoch')} of {several(trained, 'point')}"
    )
    print(f"trained on  {last.accuracy:.1%} right  loss {last.loss:.4f}")
    print(f"held out    {last.held_out:.1%} right of {held_out:,}")
    if last.loss > toy.history[0].loss:
        print(f"the loss rose from {toy.history[0].loss:.4f} before training: lower --rate or --decay")
    for path in files:
        print(path)


def _result(toy: "Toy", files: list[str]) -> dict[str, Any]:
    points = toy.points
    return {
        "points": points.name,
        "classes": points.classes,
        "trained_on": int((~points.held_out).sum()),
        "held_out": int(points.held_out.sum()),
        "layers": [2, *toy.net.hidden, len(points.classes)],
        "activation": toy.net.activation,
        "training": asdict(toy.descent),
        "accuracy": toy.history[-1].accuracy,
        "held_out_accuracy": toy.history[-1].held_out,
        "history": [asdict(each) for each in toy.history],
        "files": files,
    }
