"""How sure a share of the genome is: blocks of it drawn anew, with what covers them.

Neighbouring bases are covered together, so that bases are no independent draws; blocks far longer than elements nearly
are (Bickel et al. 2010, the Genome Structure Correction, is the fuller account of the same).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.genome.overlap import NOTHING, Union

CONFIDENCE = 0.95
_CELLS = 1 << 22


@dataclass(frozen=True)
class Draws:
    """How intervals are made: `samples` draws of blocks of `block` bases, from `seed`."""

    block: int = 1_000_000
    samples: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        """Check what is promised."""
        for name, value in (("block", self.block), ("resamples", self.samples)):
            if value < 1:
                raise RequestError(f"`{name}` {value}: expected at least 1", setting=name)


def edges(sizes: Mapping[str, int], block: int) -> dict[str, NDArray[np.int64]]:
    """Return the borders of each chromosome's blocks; the last block of a chromosome is shorter."""
    return {chrom: np.append(np.arange(0, size, block), size) for chrom, size in sizes.items()}


def by_block(layer: Mapping[str, Union], borders: Mapping[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return how many bases of each block are covered (blocks)."""
    return np.concatenate(
        [np.diff(layer.get(chrom, NOTHING).below(places)) for chrom, places in borders.items()]
    )


def share_intervals(
    layers: Sequence[Mapping[str, Union]], sizes: Mapping[str, int], draws: Draws
) -> list[tuple[float, float] | None]:
    """Return, for each layer, the ends of the percentile interval of its share; None with fewer than two blocks.

    Blocks are drawn with replacement, the same for all layers; a share is bases covered over bases drawn.
    """
    borders = edges(sizes, draws.block)
    length = np.concatenate([np.diff(places) for places in borders.values()])
    if len(length) < 2:
        return [None] * len(layers)
    covered = np.column_stack([length, *(by_block(each, borders) for each in layers)]).astype(np.float64)
    sums = drawn(covered, draws)
    tail = (1 - CONFIDENCE) / 2
    ends = np.quantile(sums[:, 1:] / sums[:, :1], [tail, 1 - tail], axis=0)
    return [(float(low), float(high)) for low, high in ends.T]


def drawn(table: NDArray[np.float64], draws: Draws) -> NDArray[np.float64]:
    """Return the sums of columns (blocks, columns) over blocks drawn with replacement (samples, columns).

    With fewer than two blocks nothing can be drawn: no row comes back.
    """
    count = len(table)
    if count < 2:
        return np.empty((0, table.shape[1]))
    numbers = generator(draws.seed, "bootstrap of blocks")
    sums = []
    step = max(1, _CELLS // count)
    for begin in range(0, draws.samples, step):
        many = min(step, draws.samples - begin)
        sums.append(numbers.multinomial(count, np.full(count, 1 / count), many) @ table)
    return np.concatenate(sums)
