"""Single substitutions drawn from a genome's own bases: what a variant of no known effect looks like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.genome.variant import Variant

_TRANSITION = {"A": "G", "G": "A", "C": "T", "T": "C"}
# So many places in a row without a base, and the genome is taken to have none.
_PATIENCE = 100_000


@dataclass(frozen=True)
class Draw:
    """How many are drawn, by which seed, and the share of transitions (A and G, C and T in each other's place).

    Two thirds is what human variants have: two transitions for a transversion (DePristo et al. 2011, table 1).
    """

    count: int
    seed: int = 1
    transitions: float = 2 / 3

    def __post_init__(self) -> None:
        """Check what is promised. Raises `RequestError`."""
        if self.count < 1:
            raise RequestError(f"`random` {self.count}: expected at least 1", setting="random")
        if not 0 <= self.transitions <= 1:
            raise RequestError(
                f"`transitions` {self.transitions:g}: expected a share from 0 to 1", setting="transitions"
            )


def random_snvs(genome: Genome, draw: Draw) -> Iterator[Variant]:
    """Yield substitutions at places drawn evenly from all bases of `genome` that are A, C, G or T, with replacement.

    Raises `RequestError` for a genome without such a base.
    """
    numbers = generator(draw.seed, "random substitutions")
    places = [each.place for each in genome.slices]
    ends = np.cumsum([len(place) for place in places])
    for _ in range(draw.count):
        chrom, base, ref = _known_base(genome, places, ends, numbers)
        yield Variant(chrom, base + 1, ref, _other(ref, numbers, draw.transitions))


def _known_base(
    genome: Genome, places: Sequence[Region], ends: NDArray[np.int64], numbers: np.random.Generator
) -> tuple[str, int, str]:
    """Return a place, counted from 0, and the base there."""
    for _ in range(_PATIENCE if len(ends) and ends[-1] else 0):
        at = int(numbers.integers(ends[-1]))
        index = int(np.searchsorted(ends, at, side="right"))
        base = places[index].end - (int(ends[index]) - at)
        ref = genome.read(places[index].chrom, base, base + 1).tobytes().decode("latin-1").upper()
        if ref in _TRANSITION:
            return places[index].chrom, base, ref
    raise RequestError(f"{genome.path} holds no base but N to draw from; give another genome")


def _other(ref: str, numbers: np.random.Generator, transitions: float) -> str:
    if numbers.random() < transitions:
        return _TRANSITION[ref]
    return [base for base in "ACGT" if base not in (ref, _TRANSITION[ref])][int(numbers.integers(2))]
