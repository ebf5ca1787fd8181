"""Stochastic gradient descent on a small net, with ConvNetJS's arithmetic (its SGDTrainer).

    g = (sum of the batch's gradients + decay W) / batch,   v = momentum v - rate g,   W = W + v

Weights alone are decayed, biases not. The sum over a batch is divided, and the decay with it: a decay of 0.001 at a
batch of 10 pulls as 0.0001 does in libraries that add it to a mean.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import at_least
from babelix.base.errors import RequestError
from babelix.classic.approximator import ACTIVATIONS
from babelix.classic.net import Net, softmax

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Descent:
    """The numbers of a training; those of ConvNetJS's demonstration unless given. An epoch reads every point once."""

    epochs: int = 500
    rate: float = 0.01
    momentum: float = 0.1
    batch: int = 10
    decay: float = 0.001

    def __post_init__(self) -> None:
        """Refuse what cannot be trained by."""
        at_least(1, epochs=self.epochs, batch=self.batch)
        for name, value, top in (
            ("rate", self.rate, np.inf),
            ("momentum", self.momentum, 1),
            ("decay", self.decay, np.inf),
        ):
            if not 0 <= value < top:
                below = "" if top == np.inf else f" and below {top}"
                raise RequestError(
                    f"`{name}` {value:g}: expected a number of at least 0{below}", setting=name
                )


class Trainer:
    """Trains a net in place of its own copy; `velocity` and the rest of a batch are kept from call to call."""

    def __init__(self, net: Net, descent: Descent) -> None:
        self._net = replace(net, W=tuple(W.copy() for W in net.W), b=tuple(b.copy() for b in net.b))
        self._descent = descent
        self._velocity = [np.zeros_like(each) for each in (*net.W, *net.b)]
        self._rest = np.empty(0, dtype=np.int64)

    @property
    def net(self) -> Net:
        """The net as it is now; a copy."""
        return replace(
            self._net, W=tuple(W.copy() for W in self._net.W), b=tuple(b.copy() for b in self._net.b)
        )

    def epoch(self, h: Values, y: NDArray[np.int64], order: NDArray[np.int64]) -> None:
        """Read points `h` [n, 2] (as `Net.read` gives them) of classes `y` in `order`, in whole batches.

        What is left of the order begins the next epoch's first batch.
        """
        size = self._descent.batch
        places = np.concatenate([self._rest, order])
        whole = len(places) // size * size
        for first in range(0, whole, size):
            chosen = places[first : first + size]
            self.step(h[chosen], y[chosen])
        self._rest = places[whole:]

    def step(self, h: Values, y: NDArray[np.int64]) -> None:
        """Make one update from one batch."""
        descent, net = self._descent, self._net
        dW, db = gradients(net, h, y)
        decayed = [(g + descent.decay * W) / len(y) for g, W in zip(dW, net.W, strict=True)]
        for v, g, parameter in zip(
            self._velocity, [*decayed, *(g / len(y) for g in db)], (*net.W, *net.b), strict=True
        ):
            v *= descent.momentum
            v -= descent.rate * g
            parameter += v


def gradients(net: Net, h: Values, y: NDArray[np.int64]) -> tuple[list[Values], list[Values]]:
    """Return the derivatives of the sum of -log p of the classes `y` [n] by every W and b.

    h: [n, 2], points as `Net.read` gives them.
    """
    activation = ACTIVATIONS[net.activation]
    read, inner = [h], []
    for W, b in zip(net.W[:-1], net.b[:-1], strict=True):
        inner.append(read[-1] @ W.T + b)
        read.append(activation.function(inner[-1]))
    d = softmax(read[-1] @ net.W[-1].T + net.b[-1])
    d[np.arange(len(y)), y] -= 1
    dW, db = [d.T @ read[-1]], [d.sum(0)]
    for layer in range(len(net.W) - 1, 0, -1):
        d = (d @ net.W[layer]) * activation.derivative(inner[layer - 1], read[layer])
        dW.append(d.T @ read[layer - 1])
        db.append(d.sum(0))
    return dW[::-1], db[::-1]
