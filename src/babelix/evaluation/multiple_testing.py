"""Many tests at once: the Benjamini-Hochberg procedure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from babelix.base.errors import RequestError


@dataclass(frozen=True, eq=False)
class Discoveries:
    """Adjusted P values in the order given, and which stay below the false discovery rate `level`."""

    q_values: NDArray[np.float64]
    rejected: NDArray[np.bool_]
    level: float


def benjamini_hochberg(p_values: ArrayLike, level: float = 0.05) -> Discoveries:
    """Return the adjusted P values q_(i) = min over j >= i of m p_(j) / j, at most 1, and those at or below
    `level`.

    Controls the false discovery rate for independent or positively dependent tests (Benjamini and Hochberg
    1995). Raises `RequestError` unless every P value lies between 0 and 1.
    """
    from scipy.stats import false_discovery_control

    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1:
        raise RequestError(f"expected a vector of P values, got shape {p.shape}")
    if not ((p >= 0) & (p <= 1)).all():
        raise RequestError("expected P values between 0 and 1; leave out tests that gave none")
    q = np.asarray(false_discovery_control(p, method="bh")) if len(p) else p.copy()
    return Discoveries(q, q <= level, level)
