"""What a page on variants shows, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.gene import Gene
from babelix.genome.variant import Variant
from babelix.tracks.attribution import Attribution
from babelix.tracks.effects import Effect
from babelix.workflows.dna.scoring.results import About, Scored


@dataclass(frozen=True, eq=False)
class Letters:
    """What the bases around a variant do in both alleles, for the sums of `tracks` over `summed` bases around it.

    The stretch of either allele has `before` bases left of the change, and begins at base `start` of the contig.
    """

    tracks: tuple[str, ...]
    summed: int
    start: int
    before: int
    reference: Attribution
    alternative: Attribution


@dataclass(frozen=True, eq=False)
class Reach:
    """What the bin that holds a variant attends to: weights (layers, heads, places), places by their `distances`.

    Distances are in bases, from the middle of that bin to the middle of each place, which is `bases` wide. Weights of
    a head add up to 1.
    """

    bases: int
    distances: NDArray[np.int64]
    reference: NDArray[np.float32]
    alternative: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Explained:
    """One allele: its scores, and where it was scored also what of its `tracks`, those that change most, is drawn.

    `effect` has the bins of these tracks. `unlettered` says why there are no letters where there are none.
    """

    scored: Scored
    variant: Variant | None = None
    tracks: tuple[str, ...] = ()
    effect: Effect | None = None
    genes: tuple[Gene, ...] = ()
    letters: Letters | None = None
    unlettered: str = ""
    reach: Reach | None = None


@dataclass(frozen=True, eq=False)
class Explanation:
    """Some alleles, what scored them, and how all of it was `made`: names and what they are, in order."""

    about: About
    made: Mapping[str, str]
    alleles: Sequence[Explained]
