"""How tall the letters of a motif are drawn, and where each stands.

R_i = 2 + sum_b p_ib log2 p_ib   bits of position i       (Schneider et al. 1986, equation 2, equal background)
h_ib = p_ib R_i                  the height of a letter   (Schneider and Stephens 1990)
e = 3 / (2 n ln 2)               the bits that n sites have by chance (Schneider et al. 1986, for large n)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.motifs.motif import Motif
from babelix.genome.sequence import ORDER

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Letter:
    """A letter at `place` (from 0), from `floor` up to `ceiling`; one `below` zero is drawn paler."""

    letter: str
    place: int
    floor: float
    ceiling: float
    below: bool = False


def information(probabilities: Values) -> Values:
    """Return the bits of each position (width)."""
    logs = np.log2(probabilities, out=np.zeros_like(probabilities), where=probabilities > 0)
    return np.asarray(2 + (probabilities * logs).sum(1), np.float64)


def heights(probabilities: Values) -> Values:
    """Return how tall each letter is, in bits (width, 4)."""
    return np.asarray(probabilities * information(probabilities)[:, None], np.float64)


def bits(motif: Motif) -> float:
    """Return the bits of all positions together, each less what so few sites have by chance, and never below 0."""
    chance = 3 / (2 * np.log(2) * motif.sites) if motif.sites else 0.0
    return float(np.maximum(information(motif.probabilities) - chance, 0).sum())


def stack(values: Values) -> list[Letter]:
    """Return the letters of `values` (width, 4), stacked at each place, the tallest on top; those below 0 downwards.

    Below zero the tallest is the lowest, so that the order is always that of the values. What is 0 is left out.
    """
    found = []
    for place, row in enumerate(values):
        floor = float(row[row < 0].sum())
        for base in np.argsort(row, kind="stable"):
            size = abs(float(row[base]))
            if size:
                found.append(Letter(ORDER[base], place, floor, floor + size, bool(row[base] < 0)))
            floor += size
    return found
