"""Words that an encoder is taught: which subwords are theirs, in sentences and in lists drawn from all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

import numpy as np
from jaxtyping import Float32, Int64

from babelix.base.errors import RequestError
from babelix.base.ranks import Rank
from babelix.base.seeds import generator
from babelix.text.batches import pad
from babelix.text.byte_labels import byte_label
from babelix.text.subwords import END, UNKNOWN, Subwords
from babelix.text.vectors.words import WORD

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
        found = [[word for *_, word in self._cut(row)] for row in rows]
        self.taught = [
            i for i, (word, cut) in enumerate(zip(words, found, strict=True)) if word and cut == [word]
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
            for start, end, word in self._cut(subwords)
            if word in self._numbers
            for at in range(start, end)
        ]
        rows, places, words, lengths = np.array(found, dtype=np.int64).reshape(-1, 4).T
        return Places(rows, places, words, (1 / lengths).astype(np.float32))

    def _cut(self, row: list[int]) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and small letters of a row's words that begin and end where a subword does."""
        for special, run in groupby(range(len(row)), key=lambda i: row[i] <= UNKNOWN):
            if not special:
                places = list(run)
                yield from self._cut_text(places[0], [self._pieces[row[i]] for i in places])

    def _cut_text(self, first: int, pieces: list[str]) -> Iterator[tuple[int, int, str]]:
        text = byte_label("".join(pieces))
        # A letter of a piece is a byte. Text that is none (bytes drawn at random) has other lengths, and no words.
        ends = list(accumulate(map(len, pieces)))
        if len(text.encode()) != ends[-1]:
            return
        starts = {
            end - len(piece): first + i for i, (end, piece) in enumerate(zip(ends, pieces, strict=True))
        }
        after = {end: first + i + 1 for i, end in enumerate(ends)}
        for found in WORD.finditer(text):
            begin = len(text[: found.start()].encode())
            # A subword takes the space before it along.
            start = starts.get(begin, starts.get(begin - 1) if text[found.start() - 1] == " " else None)
            end = after.get(begin + len(found[0].encode()))
            if start is not None and end is not None:
                yield start, end, found[0].lower()
