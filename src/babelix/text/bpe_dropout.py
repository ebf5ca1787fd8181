"""BPE-dropout (Provilkov et al. 2020): each merge is skipped with probability p, so words split in many ways.

The draws are our own, keyed by seed, epoch, side and line, since those of `tokenizers` cannot be seeded: the same run
sees the same splits whatever happened before.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from babelix.base.seeds import generator
from babelix.text.subwords import Subwords


class BpeDropout:
    """Encodes text with random merges left out, algorithm 1 of the paper."""

    def __init__(self, subwords: Subwords, p: float, seed: int) -> None:
        self._subwords, self._p, self._seed = subwords, p, seed
        self._rank = {pair: rank for rank, pair in enumerate(subwords.merges())}

    def encode(self, text: str, *key: str | int) -> list[int]:
        """Return the ids of `text` under the merges drawn for `key` (epoch, side, line)."""
        rng = generator(self._seed, "bpe-dropout", *key)
        pieces: list[str] = []
        for word in self._subwords.words(text):
            pieces += self._split(list(word), rng)
        return [self._subwords.id_of(piece) for piece in pieces]

    def _split(self, pieces: list[str], rng: np.random.Generator) -> Sequence[str]:
        while len(pieces) > 1:
            kept = rng.random(len(pieces) - 1) >= self._p
            ranks = [
                (self._rank[pair], i)
                for i, pair in enumerate(pairwise(pieces))
                if kept[i] and pair in self._rank
            ]
            if not ranks:
                break
            _, i = min(ranks)
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        return pieces
