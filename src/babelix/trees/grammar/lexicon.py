"""Which tags a word may have: as it was seen, and as words like it were that were seen once or twice.

    p(t | w) = (c(t, w) + a p(t | class of w)) / (c(w) + a),    score(w, t) = log p(t | w) - log p(t)

A class is the capitals, digits and dashes of a word and how it ends; a longer ending leans on a shorter one likewise.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

RARE = 2
_TRUST, _LEAN = 0.5, 2.0


def classes(word: str, first: bool) -> list[str]:
    """Return the classes of a word, the widest first; `first` words of sentences have no capital that says anything."""
    shape = "".join(
        letter
        for letter, pattern in (
            ("C", r"^[A-Z][^A-Z]*$"),
            ("U", r"^[A-Z][A-Z.&]+$"),
            ("M", r"[a-z].*[A-Z]|[A-Z].*[A-Z].*[a-z]"),
            ("9", r"\d"),
            ("-", "-"),
            (".", r"\.$"),
            ("p", r"^\W+$"),
        )
        if re.search(pattern, word)
    )
    begins = "1" if first and "C" in shape else ""
    found = [f"{begins}{shape}"]
    if not re.search(r"\d", word):
        found += [f"{begins}{shape}~{word[-k:].lower()}" for k in (1, 2, 3, 4) if len(word) > k]
    return found


class Lexicon:
    """Counts of words and of the classes of rare ones, by tag."""

    def __init__(
        self,
        words: Mapping[str, Mapping[str, int]],
        rare: Mapping[str, Mapping[str, int]],
        tags: Mapping[str, int],
    ) -> None:
        self.words, self.rare, self.tags = words, rare, tags
        self._total = sum(tags.values())
        rarely: Counter[str] = Counter()
        for shape, counts in rare.items():
            if "~" not in shape:
                rarely.update(counts)
        count = sum(rarely.values()) + 0.1 * len(tags)
        self._rarely = {tag: (rarely[tag] + 0.1) / count for tag in tags}

    @classmethod
    def of(cls, sentences: Iterable[tuple[Sequence[str], Sequence[str]]]) -> "Lexicon":
        """Count words and tags of sentences."""
        kept = [(tuple(words), tuple(tags)) for words, tags in sentences]
        words: dict[str, Counter[str]] = {}
        tags: Counter[str] = Counter()
        for said, of in kept:
            tags.update(of)
            for word, tag in zip(said, of, strict=True):
                words.setdefault(word, Counter())[tag] += 1
        rare: dict[str, Counter[str]] = {}
        for said, of in kept:
            for place, (word, tag) in enumerate(zip(said, of, strict=True)):
                if words[word].total() <= RARE:
                    for shape in classes(word, place == 0):
                        rare.setdefault(shape, Counter())[tag] += 1
        return cls(words, rare, tags)

    def scores(self, word: str, first: bool = False) -> dict[str, float]:
        """Return score(w, t) of each tag the word may have."""
        likely = self._rarely
        for shape in classes(word, first):
            likely = _leaning(self.rare.get(shape, {}), likely, _LEAN)
        seen = self.words.get(word, {})
        if not seen and first and word.lower() in self.words:
            seen = self.words[word.lower()]
        # What was seen often has the tags it was seen with, and hardly others.
        found = _leaning(seen, likely, _TRUST)
        least = max(found.values()) * 1e-4
        return {
            tag: math.log(p) - math.log(self.tags[tag] / self._total)
            for tag, p in found.items()
            if p >= least and self.tags[tag]
        }


def _leaning(counts: Mapping[str, int], wider: Mapping[str, float], weight: float) -> dict[str, float]:
    total = sum(counts.values()) + weight
    return {tag: (counts.get(tag, 0) + weight * p) / total for tag, p in wider.items()}
