"""A small net on points of the plane, in numpy: fully connected layers, phi between them, a softmax at the end.

h_0 = (x - center) / scale,   h_l = phi(W_l h_(l-1) + b_l),   p = softmax(W_L h_(L-1) + b_L)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from babelix.classic.approximator import ACTIVATIONS

Values = NDArray[np.float64]
SPREAD = 2.0
"""Standard deviation of what a net reads, along each axis: about that of ConvNetJS's own sets."""
_RELU_BIAS = 0.1


@dataclass(frozen=True)
class Net:
    """`W` and `b` of every layer, [out, in] and [out], the name of phi, and how points are moved before the first."""

    W: tuple[Values, ...]
    b: tuple[Values, ...]
    activation: str
    center: Values
    scale: Values

    @property
    def hidden(self) -> tuple[int, ...]:
        """How wide each hidden layer is."""
        return tuple(len(b) for b in self.b[:-1])

    def read(self, x: Values) -> Values:
        """Return points [n, 2] as the first layer reads them."""
        return (x - self.center) / self.scale

    def layers(self, x: Values) -> list[Values]:
        """Return what every hidden layer makes of points [n, 2], each [n, width]."""
        phi = ACTIVATIONS[self.activation].function
        found, h = [], self.read(x)
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            h = phi(h @ W.T + b)
            found.append(h)
        return found

    def probabilities(self, x: Values) -> Values:
        """Return the probability of every class at points [n, 2], [n, classes]."""
        return softmax(self.layers(x)[-1] @ self.W[-1].T + self.b[-1])

    def classify(self, x: Values) -> NDArray[np.int64]:
        """Return the number of the likeliest class at points [n, 2], [n]."""
        return np.asarray(self.probabilities(x).argmax(1))


def new_net(x: Values, hidden: Sequence[int], classes: int, activation: str, rng: np.random.Generator) -> Net:
    """Return a net before training, as ConvNetJS begins: weights of deviation 1 / sqrt(in), biases 0, 0.1 before relu.

    x: [n, 2] the points to train on; what is read of them has mean 0 and deviation `SPREAD` along each axis.
    """
    widths = [2, *hidden, classes]
    W = tuple(rng.normal(0, n**-0.5, (m, n)) for n, m in pairwise(widths))
    first = _RELU_BIAS if activation == "relu" else 0.0
    b = (*(np.full(width, first) for width in hidden), np.zeros(classes))
    return Net(W, b, activation, x.mean(0), x.std(0) / SPREAD)


def softmax(z: Values) -> Values:
    """Return exp(z) over its sum along the last axis."""
    e = np.exp(z - z.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True))


def mean_loss(net: Net, x: Values, y: NDArray[np.int64]) -> float:
    """Return the mean of -log p of the points' classes."""
    p = net.probabilities(x)[np.arange(len(y)), y]
    return float(-np.log(np.maximum(p, 1e-300)).mean())
