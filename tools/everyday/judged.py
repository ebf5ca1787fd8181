"""The sentences that a translator is judged by, and what is too near them to be trained on."""

import re

from benchmarks.translation.copied import made
from benchmarks.translation.everyday import AGREEMENT, SEED, SENTENCES, read

from babelix.text.splits import Neighbours


class Judged:
    """Tells whether a sentence is one of `benchmarks/translation/lists`, one word from it, or has its words."""

    def __init__(self) -> None:
        sentences = [row["source"] for name in ("sentences", *AGREEMENT) for row in read(name)]
        sentences += [sentence.text for sentence in made(SEED, SENTENCES)]
        self._neighbours = Neighbours([sentence.lower() for sentence in sentences])
        self._words = {_words(sentence) for sentence in sentences}

    def near(self, sentence: str) -> bool:
        """Return whether the sentence may not be trained on. Other numbers do not make another one of it."""
        words = _words(sentence)
        return self._neighbours.near(sentence.lower()) or (len(words) > 2 and words in self._words)


def _words(sentence: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z']{2,}", sentence.lower()))
