"""Words that an encoder is taught: which subwords are theirs, in sentences and in lists drawn from all of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from babelix.base.ranks import Rank
from babelix.base.seeds import generator
from babelix.text.batches import pad
from babelix.text.subwords import END, UNKNOWN, Subwords
from babelix.text.vectors.words import WordVectors

_LISTS, _LONG = 32, 16
"""Lists a batch and words a list: about as many words as the sentences of a batch of 3,000 tokens have."""
_SPACE = "\u0120"  # as a byte-level vocabulary writes it


@dataclass(frozen=True)
class Places:
    """Where words stand in rows of subwords: `words[i]` takes `starts[i]` up to `ends[i]` of `rows[i]`."""

    rows: Int64[np.ndarray, " words"]
    starts: Int64[np.ndarray, " words"]
    ends: Int64[np.ndarray, " words"]
    words: Int64[np.ndarray, " words"]


@dataclass(frozen=True)
class TaughtWords:
    """Words of a batch: lists of them, END after each, and where words stand there and in the batch's sources."""

    lists: Int64[np.ndarray, "lists longest"]
    in_lists: Places
    in_source: Places


class WordLists:
    """The words of a vocabulary of subwords that have vectors."""

    def __init__(self, vectors: WordVectors, subwords: Subwords, seed: int) -> None:
        self._words, self._subwords, self._seed = vectors.words, subwords, seed
        self._pieces = subwords.pieces(range(len(subwords)))
        written = subwords.encode([f" {word}" for word in vectors.words])
        self._numbers = {self._written(row): i for i, row in enumerate(written)}

    def drawn(self, epoch: int, number: int, rank: Rank = Rank()) -> Int64[np.ndarray, "lists longest"]:
        """Return this process's part of the lists of a batch: each word as likely as every other."""
        drawn = generator(self._seed, "word lists", epoch, number).integers(
            len(self._words), size=(_LISTS, _LONG)
        )
        texts = [" ".join(self._words[i] for i in row) for row in rank.part(drawn).tolist()]
        return pad([[*row, END] for row in self._subwords.encode(texts)])

    def taught(
        self, source: Int64[np.ndarray, "batch source"], epoch: int, number: int, rank: Rank = Rank()
    ) -> TaughtWords:
        """Return what a batch with these sources teaches beside its pairs."""
        lists = self.drawn(epoch, number, rank)
        return TaughtWords(lists, self.places(lists), self.places(source))

    def places(self, ids: Int64[np.ndarray, "rows longest"]) -> Places:
        """Return the words with a vector in rows of subwords, whatever pieces they are cut into."""
        found = [
            (row, start, end, self._numbers[word])
            for row, subwords in enumerate(ids.tolist())
            for start, end, word in self._cut(subwords)
            if word in self._numbers
        ]
        rows, starts, ends, words = np.array(found, dtype=np.int64).reshape(-1, 4).T
        return Places(rows, starts, ends, words)

    def _cut(self, row: list[int]) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and writing of a row's words, each begun by a space or beside a sign or special token."""
        starts = [i for i in range(len(row)) if i == 0 or self._parted(row[i - 1], row[i])]
        for start, end in zip(starts, [*starts[1:], len(row)], strict=True):
            if row[start] > UNKNOWN:
                yield start, end, self._written(row[start:end])

    def _parted(self, left: int, right: int) -> bool:
        if left <= UNKNOWN or right <= UNKNOWN:
            return True
        before, after = self._pieces[left][-1], self._pieces[right][0]
        return after == _SPACE or any(each.isascii() and not each.isalpha() for each in (before, after))

    def _written(self, row: list[int]) -> str:
        """Return a word as its bytes are written, less the space before it and the capital of a letter of ASCII."""
        word = "".join(self._pieces[n] for n in row).removeprefix(_SPACE)
        return word[:1].lower() + word[1:] if word[:1].isascii() else word
