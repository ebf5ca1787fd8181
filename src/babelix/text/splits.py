"""Splits by hash of the source sentence, and the test sentences that are far from all training sentences."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from babelix.base.errors import RequestError, did_you_mean
from babelix.text.corpus import ParallelCorpus

SPLITS = ("train", "val", "test")
_HELD_BACK = {0: "test", 1: "val"}


def buckets(sentences: Iterable[str]) -> list[int]:
    """Return each sentence's bucket, 0 to 99: ``int(sha1(sentence).hexdigest(), 16) % 100``."""
    return [int(hashlib.sha1(each.encode("utf-8")).hexdigest(), 16) % 100 for each in sentences]


def split_of(sentence: str) -> str:
    """Return ``test`` for bucket 0, ``val`` for bucket 1, ``train`` otherwise."""
    return _HELD_BACK.get(buckets([sentence])[0], "train")


def split(corpus: ParallelCorpus, name: str) -> ParallelCorpus:
    """Return the pairs of one split, in file order.

    Every translation of a source sentence falls on the same side; training pairs whose target is a test reference
    are dropped, as are repeated pairs. Raises `RequestError` on an unknown name.
    """
    if name not in SPLITS:
        raise RequestError(
            f"unknown split {name!r}{did_you_mean(name, SPLITS)}; expected one of {', '.join(SPLITS)}"
        )
    names = [_HELD_BACK.get(bucket, "train") for bucket in buckets(corpus.source)]
    pairs = list(zip(corpus.source, corpus.target, strict=True))
    held_back = (
        {t for (_, t), n in zip(pairs, names, strict=True) if n == "test"} if name == "train" else set()
    )
    kept = dict.fromkeys(
        pair for pair, n in zip(pairs, names, strict=True) if n == name and pair[1] not in held_back
    )
    return ParallelCorpus([s for s, _ in kept], [t for _, t in kept])


@dataclass(frozen=True)
class References:
    """Source sentences in the order of their file, each with its reference translations, the first listed first."""

    source: list[str]
    references: list[list[str]]


def references(corpus: ParallelCorpus) -> References:
    """Group the pairs of a corpus by source sentence: every distinct one once, with all its translations."""
    grouped: dict[str, list[str]] = {}
    for s, t in zip(corpus.source, corpus.target, strict=True):
        grouped.setdefault(s, []).append(t)
    return References(list(grouped), list(grouped.values()))


class Neighbours:
    """Answers whether a sentence is within one word (inserted, deleted or substituted) of any of `sentences`.

    Words are what whitespace separates. Two sentences are one substitution apart when they agree after deleting
    the word at the same place, one insertion apart when deleting a word of the longer gives the other: so a set of
    all sentences with one word deleted answers each question in as many look-ups as the sentence has words.
    """

    def __init__(self, sentences: Iterable[str]) -> None:
        self._whole: set[tuple[str, ...]] = set()
        self._deleted: set[tuple[str, ...]] = set()
        self._holes: set[tuple[int, tuple[str, ...]]] = set()
        for sentence in sentences:
            words = tuple(sentence.split())
            if words in self._whole:
                continue
            self._whole.add(words)
            for i in range(len(words)):
                rest = words[:i] + words[i + 1 :]
                self._deleted.add(rest)
                self._holes.add((i, rest))

    def near(self, sentence: str) -> bool:
        """Return whether some sentence equals this one or is one word away from it."""
        words = tuple(sentence.split())
        if words in self._whole or words in self._deleted:
            return True
        rests = ((i, words[:i] + words[i + 1 :]) for i in range(len(words)))
        return any(rest in self._whole or (i, rest) in self._holes for i, rest in rests)
