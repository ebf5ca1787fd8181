"""How far a key stands from a query, as features: what Enformer's attention knows of places.

Avsec et al. 2021, supplementary methods, "Relative positional encodings": of each distance d three families of
functions, and the same times the sign of d.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from babelix.base.errors import RequestError, did_you_mean

MODES = ("trained", "enformer-pytorch")
FAMILIES = 3
# Each function stands there twice, as it is and with the distance's sign.
EACH = 2 * FAMILIES


def basis(
    length: int, features: int, mode: str = "trained", frame: int | None = None
) -> Float[Tensor, "distances features"]:
    """Return the features of the distances from ``-(length - 1)`` to ``length - 1``.

    With n the number of positions that the functions are made for, `frame` (`length` where None) and F a sixth of
    `features`, functions i = 0, ..., F - 1 of a distance d are

    - exponential: ``exp(-|d| log 2 / h_i)``, half-lives h_i from 2**3 to n, equally spaced in their logarithms;
    - central mask: ``1 if |d| < 2 ** (i + 1) - 1 else 0``;
    - gamma: the density at ``|d|`` of a gamma distribution of mean m_i and deviation s, ``s = n / 2 F`` and m_i from
      n / F to n, plus 1e-8; divided by its largest value **over positions** (`mode` ``trained``: what the published
      weights were trained on) or, at each position, by the largest of its F values (``enformer-pytorch``: that
      package's formula, which its `use_tf_gamma=False` gives, in its float32, where the density is right to three
      digits; else float64 is rounded at the end).

    A short input may be read in the frame of a longer one. Raises `RequestError` for another mode, and where
    `features` is no multiple of 6.
    """
    if mode not in MODES:
        raise RequestError(
            f"`positions` {mode!r}: expected one of {', '.join(MODES)}{did_you_mean(mode, MODES)}",
            setting="positions",
        )
    if features % EACH or features < 1:
        raise RequestError(
            f"{features} features of positions: expected a multiple of {EACH}, {FAMILIES} families, each twice"
        )
    n, count = frame or length, features // EACH
    dtype = torch.float32 if mode == "enformer-pytorch" else torch.float64
    d = torch.arange(-(length - 1), length, dtype=dtype)
    far = d.abs()[:, None]
    half_lives = 2 ** torch.linspace(3, math.log2(n), count, dtype=dtype)
    widths = 2 ** torch.arange(1, count + 1, dtype=dtype) - 1
    exponentials = torch.exp(-math.log(2) / half_lives * far)
    families = [exponentials, (far < widths).to(dtype), _gammas(far, n, count, mode)]
    values = torch.cat(families, dim=1)
    return torch.cat([values, d.sign()[:, None] * values], dim=1).float()


def _gammas(far: Tensor, n: int, count: int, mode: str) -> Tensor:
    """Return the gamma family at distances `far` (distances, 1)."""
    found = _densities(far, n, count)
    if mode == "enformer-pytorch":
        return found / found.amax(1, keepdim=True)
    places = torch.arange(n, dtype=far.dtype)[:, None]
    return found / _densities(places, n, count).amax(0)


def _densities(far: Tensor, n: int, count: int) -> Tensor:
    """Return ``x ** (a - 1) exp(-b x) b ** a / Gamma(a) + 1e-8``, a = (m / s) ** 2 and b = m / s ** 2."""
    s = n / (2 * count)
    m = torch.linspace(n / count, n, count, dtype=far.dtype)
    a, b = (m / s) ** 2, m / s**2
    logs = torch.xlogy(a - 1, far) - b * far - (torch.lgamma(a) - a * b.log())
    return logs.exp() + 1e-8
