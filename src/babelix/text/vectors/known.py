"""Where words stand in rows of subwords, whatever pieces they are cut into."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

import numpy as np
from jaxtyping import Int64

from babelix.text.byte_labels import byte_label
from babelix.text.subwords import UNKNOWN, Subwords
from babelix.text.vectors.words import WORD


class KnownWords:
    """Words, given in small letters, that are told apart in rows of subwords: their numbers begin at 1."""

    def __init__(self, words: Sequence[str], subwords: Subwords) -> None:
        self.words = tuple(words)
        self._pieces = subwords.pieces(range(len(subwords)))
        self._numbers = {word: number for number, word in enumerate(self.words, start=1)}

    def __call__(self, ids: Int64[np.ndarray, "rows longest"]) -> Int64[np.ndarray, "rows longest"]:
        """Return at each subword the number of the word that it is of; 0 where that is none of these."""
        found = np.zeros_like(ids)
        for row, subwords in enumerate(ids.tolist()):
            for start, end, word in cut(subwords, self._pieces):
                found[row, start:end] = self._numbers.get(word, 0)
        return found


def cut(row: Sequence[int], pieces: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and small letters of a row's words that begin and end where a subword does.

    `pieces` are those of all ids.
    """
    for special, run in groupby(range(len(row)), key=lambda i: row[i] <= UNKNOWN):
        if not special:
            places = list(run)
            yield from _cut_text(places[0], [pieces[row[i]] for i in places])


def _cut_text(first: int, pieces: list[str]) -> Iterator[tuple[int, int, str]]:
    text = byte_label("".join(pieces))
    # A letter of a piece is a byte. Text that is none (bytes drawn at random) has other lengths, and no words.
    ends = list(accumulate(map(len, pieces)))
    if len(text.encode()) != ends[-1]:
        return
    starts = {end - len(piece): first + i for i, (end, piece) in enumerate(zip(ends, pieces, strict=True))}
    after = {end: first + i + 1 for i, end in enumerate(ends)}
    for found in WORD.finditer(text):
        begin = len(text[: found.start()].encode())
        # A subword takes the space before it along.
        start = starts.get(begin, starts.get(begin - 1) if text[found.start() - 1] == " " else None)
        end = after.get(begin + len(found[0].encode()))
        if start is not None and end is not None:
            yield start, end, found[0].lower()
