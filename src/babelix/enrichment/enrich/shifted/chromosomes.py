"""Elements moved round each chromosome by a number of bases: what leaves it at its end comes in at its start.

Cases stay where they are, and elements keep their distances, so that neither linked cases nor clustered elements look
like many draws. Chromosomes move independently: the count's null distribution is the convolution of theirs. Of a
chromosome with few elements every shift is counted, by a sweep: the overlap changes only where a case meets an end of
an element. Of others `draws` shifts are, and where its elements are counts as one more: of one chromosome that is
P = (1 + k) / (1 + N), of several all combinations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import at_least
from babelix.base.native import Native
from babelix.base.seeds import generator
from babelix.enrichment.layers import Layer
from babelix.genome.overlap import NOTHING, Union

Positions = NDArray[np.int64]
Chance = NDArray[np.float64]
_moved = Native("babelix.enrichment.enrich.shifted.kernels", "moved")
_SWEPT = (
    4  # a sweep, which sorts the meetings, takes so many times as long for each as a draw that looks one up
)


@dataclass(frozen=True)
class Shifts:
    """How many shifts are drawn, from which seed."""

    draws: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        """Check what is promised."""
        at_least(1, shifts=self.draws)


@dataclass(frozen=True)
class Shifted:
    """How many cases (or loci) overlap, how many do on the mean of all shifts, and the P of as many or more.

    `exact`: every shift was counted, none drawn.
    """

    observed: int
    expected: float
    p: float
    exact: bool


def spans(cases: Mapping[str, Positions], layer: Layer) -> dict[str, tuple[int, int]]:
    """Return, for each chromosome of the cases, the stretch from the first to the last case or element there."""
    found = {}
    for chrom, position in cases.items():
        here = layer.get(chrom, NOTHING)
        if len(position):
            low = np.concatenate([position[:1], here.start[:1]]).min()
            high = np.concatenate([position[-1:] + 1, here.end[-1:]]).max()
            found[chrom] = (int(low), int(high))
    return found


def moved(
    cases: Mapping[str, Positions], layer: Layer, circles: Mapping[str, tuple[int, int]], shifts: Shifts
) -> Shifted:
    """Return the overlap of cases (rising positions from 0, by chromosome) with a layer, beside the layer moved.

    `circles` says from where to where elements of a chromosome move, all of it or `spans`; cases and elements outside
    do not count.
    """
    observed, exact, chance = 0, True, np.ones(1)
    for chrom, position in cases.items():
        if chrom not in circles:
            continue
        low, high = circles[chrom]
        place = position[(position >= low) & (position < high)] - low
        here = _clipped(layer.get(chrom, NOTHING), low, high)
        if not len(place):
            continue
        observed += int(here.shared(place, place + 1).sum())
        if _SWEPT * len(here.start) <= shifts.draws:
            own = swept(place, here, high - low)
        else:
            exact = False
            own = drawn(place, here, high - low, generator(shifts.seed, "shifts", chrom).integers(
                0, high - low, shifts.draws
            ))  # fmt: skip
        chance = np.convolve(chance, own)
    expected = float(np.arange(len(chance)) @ chance)
    return Shifted(observed, expected, float(min(chance[observed:][::-1].sum(), 1)), exact)


def swept(place: Positions, here: Union, length: int) -> Chance:
    """Return the chances of 0, 1, ... overlaps (cases + 1) over all shifts of a circle of `length` bases.

    A case at x lies in the element [a, b) moved by x - b + 1, ..., x - a.
    """
    begin = ((place[:, None] - here.end + 1) % length).ravel()
    end = begin + np.tile(here.end - here.start, len(place))
    wrapped = end > length
    border = np.concatenate(
        [[0], begin, end[~wrapped], end[wrapped] - length, np.zeros(wrapped.sum(), np.int64)]
    )
    step = np.repeat([0, 1, -1, -1, 1], [1, len(begin), (~wrapped).sum(), wrapped.sum(), wrapped.sum()])
    order = np.argsort(border, kind="stable")
    width = np.diff(border[order], append=length)
    inside = np.cumsum(step[order])
    lasts = width > 0  # of borders at one place only the last has its sum
    return np.bincount(inside[lasts], weights=width[lasts], minlength=len(place) + 1) / length


def drawn(place: Positions, here: Union, length: int, shifts: Positions) -> Chance:
    """Return the shares of 0, 1, ... overlaps (cases + 1) among some shifts and no shift at all."""
    found = np.empty(len(shifts) + 1, np.int64)
    _moved(
        np.ascontiguousarray(place), len(place), np.ascontiguousarray(here.start), np.ascontiguousarray(here.end),
        len(here.start), np.append(shifts, 0), len(found), length, found,
    )  # fmt: skip
    return np.bincount(found, minlength=len(place) + 1) / len(found)


def _clipped(here: Union, low: int, high: int) -> Union:
    """Return what lies from `low` to `high`, counted from `low`."""
    kept = (here.end > low) & (here.start < high)
    start, end = np.maximum(here.start[kept], low) - low, np.minimum(here.end[kept], high) - low
    return Union(start, end, np.concatenate([[0], np.cumsum(end - start)]).astype(np.int64))
