"""A sum of p neurons, f(x) = sum_i c_i phi(a_i x + b_i), fitted to a curve by least squares over all a, b and c.

Cybenko 1989, theorem 1: such sums come as near to a continuous function on an interval as one likes. The theorem does
not say how to find them; the spread over restarts shows what least squares finds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.seeds import generator

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """phi, and its derivative as a function of u and phi(u)."""

    function: Callable[[Values], Values]
    derivative: Callable[[Values, Values], Values]


def _sigmoid(u: Values) -> Values:
    return 0.5 * (1 + np.tanh(u / 2))


ACTIVATIONS: Mapping[str, Activation] = {
    "tanh": Activation(np.tanh, lambda u, phi: 1 - phi * phi),
    "sigmoid": Activation(_sigmoid, lambda u, phi: phi * (1 - phi)),
    "relu": Activation(lambda u: np.maximum(u, 0), lambda u, phi: (u > 0).astype(np.float64)),
    "sine": Activation(np.sin, lambda u, phi: np.cos(u)),
}


@dataclass(frozen=True)
class Approximator:
    """f(x) = sum_i c_i phi(a_i x + b_i): `a`, `b` and `c` of p numbers each, and the name of phi in `ACTIVATIONS`."""

    a: Values
    b: Values
    c: Values
    activation: str

    def neurons(self, x: Values) -> Values:
        """Return what each neuron adds at `x`, c_i phi(a_i x + b_i), [x, p]."""
        return ACTIVATIONS[self.activation].function(np.outer(x, self.a) + self.b) * self.c

    def __call__(self, x: Values) -> Values:
        """Return f at `x`, [x]."""
        return np.asarray(self.neurons(x).sum(1))


def fit(
    x: Values, y: Values, p: int, activation: str = "tanh", *, evaluations: int = 300, seed: int = 0
) -> Approximator:
    """Return the sum of `p` neurons that Levenberg-Marquardt finds for the points (x, y) from one random start.

    x: [n], y: [n], n at least 3 p. MINPACK's least squares over all 3 p numbers, at most `evaluations` of the curve. It
    sees x moved onto [-1, 1] and y over its size; the neurons returned are those of x and y as they came.
    """
    from scipy.optimize import least_squares

    center, half = (x.max() + x.min()) / 2, (x.max() - x.min()) / 2
    size = float(np.sqrt(np.mean((y / (np.abs(y).max() or 1)) ** 2)) * np.abs(y).max()) or 1.0
    u, v = (x - center) / half, y / size
    found = least_squares(
        lambda flat: _residuals(flat, u, v, activation),
        _start(u, v, p, activation, generator(seed, "approximator", p)),
        jac=lambda flat: jacobian(flat, u, activation),
        method="lm",
        x_scale="jac",
        max_nfev=evaluations,
        xtol=1e-12,
        ftol=1e-12,
        gtol=1e-12,
    )
    a, b, c = found.x.reshape(3, p)
    return Approximator(a / half, b - a * center / half, c * size, activation)


def _start(u: Values, v: Values, p: int, activation: str, rng: np.random.Generator) -> Values:
    """Return a, b and c to begin with: slopes random, the neurons' knots one in each p-th of [-1, 1], c the best."""
    a = rng.uniform(0.5, 1, p) * rng.choice([-1.0, 1.0], p) * max(p / 2, 2)
    knots = (np.arange(p) + rng.uniform(0, 1, p)) / p * 2 - 1
    b = -a * knots
    phi = ACTIVATIONS[activation].function(np.outer(u, a) + b)
    c = np.linalg.lstsq(phi, v, rcond=1e-8)[0]
    return np.concatenate([a, b, c])


def _residuals(flat: Values, u: Values, v: Values, activation: str) -> Values:
    a, b, c = flat.reshape(3, -1)
    return np.asarray((ACTIVATIONS[activation].function(np.outer(u, a) + b) * c).sum(1) - v)


def jacobian(flat: Values, u: Values, activation: str) -> Values:
    """Return the derivatives of f at `u` by all a, then all b, then all c (`flat`, 3 p numbers), [u, 3 p]."""
    a, b, c = flat.reshape(3, -1)
    inner = np.outer(u, a) + b
    phi = ACTIVATIONS[activation].function(inner)
    slope = ACTIVATIONS[activation].derivative(inner, phi) * c
    return np.concatenate([slope * u[:, None], slope, phi], axis=1)


def rmse(found: Values, expected: Values) -> float:
    """Return the square root of the mean squared difference of two lists of numbers."""
    scale = float(np.abs(expected).max()) or 1.0  # the squares of 1e200 are none
    return float(np.sqrt(np.mean(((found - expected) / scale) ** 2)) * scale)
