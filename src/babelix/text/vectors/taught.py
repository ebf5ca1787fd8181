"""Words that an encoder is taught: which subwords are theirs, in sentences and in lists drawn from all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int64

from babelix.base.errors import RequestError
from babelix.base.ranks import Rank
from babelix.base.seeds import generator
from babelix.text.batches import pad
from babelix.text.subwords import END, Subwords
from babelix.text.vectors.known import cut

_LISTS, _LONG = 64, 16
"""Lists a batch and words a list: in a thousand updates each of some thousand words is met some hundred times."""


@dataclass(frozen=True)
class Places:
    """Where words stand: subword `at[i]` of `rows[i]` is one of `words[i]`, which has 1 / `shares[i]` of them."""

    rows: Int64[np.ndarray, " subwords"]
    at: Int64[np.ndarray, " subwords"]
    words: Int64[np.ndarray, " subwords"]
    shares: Float32[np.ndarray, " subwords"]


@dataclass(frozen=True)
class TaughtWords:
    """Words of a batch: lists of them, END after each, and where words stand there and in the batch's sources."""

    lists: Int64[np.ndarray, "lists longest"]
    in_lists: Places
    in_source: Places


class WordLists:
    """Words, given in small letters, of which those are taught that a vocabulary of subwords has for words too.

    `taught` are their numbers: not those of signs or digits, or of several words as it cuts them (*can't*). Raises
    `RequestError` where none is left.
    """

    def __init__(self, words: Sequence[str], subwords: Subwords, seed: int) -> None:
        self._subwords, self._seed, self._given = subwords, seed, words
        self._pieces = subwords.pieces(range(len(subwords)))
        rows = subwords.encode([f" {word}" for word in words])
        found = [[word for *_, word in cut(row, self._pieces)] for row in rows]
        self.taught = [
            i for i, (word, own) in enumerate(zip(words, found, strict=True)) if word and own == [word]
        ]
        if not self.taught:
            raise RequestError(
                f"none of the {len(words):,} words with a vector is a word of the model's vocabulary: expected words "
                "of letters alone, one a line"
            )
        self._numbers = {words[i]: i for i in self.taught}

    def drawn(self, epoch: int, number: int, rank: Rank = Rank()) -> Int64[np.ndarray, "lists longest"]:
        """Return this process's part of the lists of a batch: each word as likely as every other."""
        rng = generator(self._seed, "word lists", epoch, number)
        drawn = rank.part(rng.choice(self.taught, size=(_LISTS, _LONG)))
        texts = [" ".join(self._given[i] for i in row) for row in drawn.tolist()]
        return pad([[*row, END] for row in self._subwords.encode(texts)])

    def beside(
        self, source: Int64[np.ndarray, "batch source"], epoch: int, number: int, rank: Rank = Rank()
    ) -> TaughtWords:
        """Return what a batch with these sources teaches beside its pairs."""
        lists = self.drawn(epoch, number, rank)
        return TaughtWords(lists, self.places(lists), self.places(source))

    def places(self, ids: Int64[np.ndarray, "rows longest"]) -> Places:
        """Return the words with a vector in rows of subwords, whatever pieces they are cut into."""
        found = [
            (row, at, self._numbers[word], end - start)
            for row, subwords in enumerate(ids.tolist())
            for start, end, word in cut(subwords, self._pieces)
            if word in self._numbers
            for at in range(start, end)
        ]
        rows, places, words, lengths = np.array(found, dtype=np.int64).reshape(-1, 4).T
        return Places(rows, places, words, (1 / lengths).astype(np.float32))
