"""Words and their numbers: a text cut into words, the vocabulary of the most frequent, sentences as one stream."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

EOS, UNKNOWN = "<eos>", "<unk>"
"""The end of a sentence, which is predicted as a word is, and whatever is not in the vocabulary."""

# Letters with what joins them inside a word (don't, well-known), numbers whole, every other sign alone.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:['’\-]\w+)*|[^\w\s]")
Ids = NDArray[np.int32]


def words_of(text: str) -> list[str]:
    """Return the words and signs of a text, as they are written."""
    return _WORD.findall(text)


@dataclass(frozen=True)
class Vocabulary:
    """The words that have a number: their place. `EOS` is 0, `UNKNOWN` 1; the others are the most frequent first."""

    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def index(self) -> dict[str, int]:
        """The number of each word."""
        return {word: number for number, word in enumerate(self.words)}

    @classmethod
    def of(cls, sentences: Iterable[Sequence[str]], size: int, *, exact: bool = False) -> "Vocabulary":
        """Return the `size` most frequent words of `sentences`, equally frequent ones by their letters.

        Fewer where the text has fewer, which is refused with `RequestError` when `exact`, as is a size below 3.
        """
        if size < 3:
            raise RequestError(f"`vocabulary` {size}: expected 3 or more words", setting="vocabulary")
        counts: Counter[str] = Counter()
        for sentence in sentences:
            counts.update(sentence)
        for special in (EOS, UNKNOWN):
            counts.pop(special, None)
        if exact and len(counts) + 2 < size:
            raise RequestError(
                f"`vocabulary` {size:,}: the text has {len(counts):,} different words, "
                f"{len(counts) + 2:,} with {EOS} and {UNKNOWN}; ask for as many or fewer",
                setting="vocabulary",
            )
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        return cls((EOS, UNKNOWN, *(word for word, _ in ranked[: size - 2])))

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Return the number of each word, that of `UNKNOWN` for one that has none."""
        return [self.index.get(word, 1) for word in words]

    def stream(self, sentences: Iterable[Sequence[str]]) -> Ids:
        """Return all sentences as one stream of numbers, `EOS` after each."""
        found: list[int] = []
        for sentence in sentences:
            found += self.numbers(sentence)
            found.append(0)
        return np.array(found, dtype=np.int32)
