"""The sizes of an Enformer, in numbers: the published ones, and a small one for trying things out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from babelix.base.errors import RequestError


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How large a model is.

    `channels` are those of the stem and of each block of the tower, the last one the width of the attention layers;
    each halves the length, so that a bin has ``2 ** len(channels)`` bases. `heads` of `key` numbers for queries and
    keys; a head's values have ``width / heads``, and so many features describe a distance. `crop` bins at either end
    are not predicted. `outputs` is how many tracks each species has.
    """

    channels: tuple[int, ...]
    layers: int
    heads: int
    key: int
    crop: int
    outputs: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that they fit each other."""
        if (
            len(self.channels) < 2
            or min(*self.channels, self.layers, self.heads, self.key) < 1
            or self.crop < 0
        ):
            raise RequestError(f"expected sizes of 1 and more, and a stem and a tower, got {self}")
        if self.width % (6 * self.heads):
            raise RequestError(
                f"width {self.width} of attention with {self.heads} heads: expected a multiple of {6 * self.heads}, "
                "six families of positions a head"
            )

    @property
    def width(self) -> int:
        """The width of the attention layers."""
        return self.channels[-1]

    @property
    def bin(self) -> int:
        """The bases of a bin."""
        return int(2 ** len(self.channels))

    @property
    def features(self) -> int:
        """The features of a distance: as many as a head's values."""
        return self.width // self.heads


def tower_channels(first: int, last: int, blocks: int, multiple: int) -> tuple[int, ...]:
    """Return the channels of `blocks` blocks from `first` to `last` in equal ratios, multiples of `multiple`."""
    ratio = math.exp(math.log(last / first) / (blocks - 1))
    return tuple(round(first * ratio**block / multiple) * multiple for block in range(blocks))


PUBLISHED = Sizes(
    channels=(768, *tower_channels(768, 1536, 6, 128)),
    layers=11,
    heads=8,
    key=64,
    crop=320,
    outputs={"human": 5313, "mouse": 1643},
)
"""Avsec et al. 2021, figure 1 and extended data figure 1: 251.2 million parameters."""

TINY = Sizes(
    channels=(24, 24, 28, 32, 38, 42, 48),
    layers=2,
    heads=2,
    key=8,
    crop=4,
    outputs={"human": 6, "mouse": 4},
)
"""The same bins of 128 bases in a hundredth of a second: to see commands work, not to predict."""
