"""Which words have vectors that an encoder reads (`word_input`): known without torch, as the weights are."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from jaxtyping import Int64

LOUD = 10.0
"""Times their vectors count: a map that begins at zero and takes steps as small as other weights' is heard so."""


class Numbers(Protocol):
    """Numbers words, from 1, in rows of subwords."""

    @property
    def words(self) -> Sequence[str]:
        """The words, in the order of their numbers."""
        ...

    def __call__(self, ids: Int64[np.ndarray, "rows longest"], /) -> Int64[np.ndarray, "rows longest"]:
        """Return at each subword the number of the known word that it is of; 0 where it is of none."""
        ...


class Words(NamedTuple):
    """What numbers the words, and how long the vector of each is."""

    numbers: Numbers
    size: int

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of their vectors."""
        return len(self.numbers.words), self.size
