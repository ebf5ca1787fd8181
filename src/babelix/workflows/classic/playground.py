"""ConvNetJS's toy: a small net on points of the plane, trained or read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError, TaskError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.seeds import generator
from babelix.classic.approximator import ACTIVATIONS
from babelix.classic.descent import Descent as Descent
from babelix.classic.descent import Trainer
from babelix.classic.net import Net, mean_loss, new_net
from babelix.classic.saved import Moment, read_toy, write_toy
from babelix.classic.saved import Toy as Toy
from babelix.classic.sets import Points, named_set, points_of_file

SET = "circle"
_MOMENTS, _WIDEST = 50, 1000


@dataclass(frozen=True)
class View:
    """Which hidden layer is looked at and which two of its neurons, from 1; the last layer's first two else.

    Both are one where the layer has no other, or where it is asked for twice.
    """

    layer: int | None = None
    neurons: tuple[int, int] | None = None

    def of(self, net: Net) -> tuple[int, tuple[int, int]]:
        """Return layer and neurons of `net`, from 1. Raises `RequestError` for those that it lacks."""
        layer = len(net.hidden) if self.layer is None else self.layer
        if not 1 <= layer <= len(net.hidden):
            raise RequestError(
                f"`layer` {layer}: the net has hidden layers 1 to {len(net.hidden)}", setting="layer"
            )
        width = net.hidden[layer - 1]
        first, second = (1, min(2, width)) if self.neurons is None else self.neurons
        for each in (first, second):
            if not 1 <= each <= width:
                raise RequestError(
                    f"`neurons` {each}: hidden layer {layer} has neurons 1 to {width}", setting="neurons"
                )
        return layer, (first, second)


@checked
def play(
    set_name: str | None = None,
    points: Path | None = None,
    layers: Sequence[int] = (6, 2),
    activation: str = "tanh",
    descent: Descent | None = None,
    seed: int = 0,
    listener: Listener = silent,
) -> Toy:
    """Train a net with these hidden layers on a named set (`SET` unless given) or on the points of a file.

    Raises `RequestError` for both, for points or numbers that will not do, and `TaskError` when the weights leave
    all bounds.
    """
    if set_name is not None and points is not None:
        raise RequestError("give either `set_name` or `points`, not both", setting=("set_name", "points"))
    at_least(0, seed=seed)
    if not layers:
        raise RequestError("`layers`: expected at least one hidden layer", setting="layers")
    for width in layers:
        at_least(1, layers=width)
        if width > _WIDEST:
            raise RequestError(f"`layers` {width}: expected at most {_WIDEST:,} neurons", setting="layers")
    if activation not in ACTIVATIONS:
        raise RequestError(
            f"`activation` {activation!r}: expected one of {', '.join(ACTIVATIONS)}"
            f"{did_you_mean(activation, ACTIVATIONS)}",
            setting="activation",
        )
    drawn = (
        points_of_file(points, seed)
        if points is not None
        else named_set(SET if set_name is None else set_name, seed)
    )
    own = descent or Descent()
    train = drawn.x[~drawn.held_out]
    if own.batch > len(train):
        raise RequestError(f"`batch` {own.batch}: there are {len(train)} points to train on", setting="batch")
    net = new_net(train, layers, len(drawn.classes), activation, generator(seed, "net"))
    return _train(drawn, net, own, seed, listener)


@checked
def reread(path: Path) -> Toy:
    """Return a toy that was written before. Raises `RequestError` for a file that is none."""
    return read_toy(path)


@checked
def keep(toy: Toy, path: Path) -> None:
    """Write a toy's points, net and history as JSON. Raises `RequestError` for another ending."""
    if path.suffix != ".json":
        raise RequestError(f"`out` {path}: expected a file that ends in .json", setting="out")
    write_toy(path, toy)


def _train(points: Points, net: Net, descent: Descent, seed: int, listener: Listener) -> Toy:
    trained = ~points.held_out
    h, y = net.read(points.x[trained]), points.y[trained]
    trainer = Trainer(net, descent)
    history = [_moment(0, net, points)]
    shuffled = generator(seed, "order")
    report = Reporter(listener, "training", descent.epochs, "epochs")
    for epoch in range(1, descent.epochs + 1):
        with np.errstate(all="ignore"):  # told below
            trainer.epoch(h, y, shuffled.permutation(len(y)))
        # Some fifty moments, the last one among them.
        if (
            epoch == descent.epochs
            or epoch * _MOMENTS // descent.epochs > (epoch - 1) * _MOMENTS // descent.epochs
        ):
            now = trainer.net
            if not all(np.isfinite(each).all() for each in (*now.W, *now.b)):
                raise TaskError(
                    f"the weights are no longer numbers after {epoch} epochs; lower `rate`", setting="rate"
                )
            history.append(_moment(epoch, now, points))
        report.advance(1, loss=history[-1].loss)
    return Toy(points, trainer.net, descent, tuple(history))


def _moment(epoch: int, net: Net, points: Points) -> Moment:
    trained = ~points.held_out
    right = net.classify(points.x) == points.y
    loss = mean_loss(net, points.x[trained], points.y[trained])
    return Moment(epoch, loss, float(right[trained].mean()), float(right[points.held_out].mean()))
