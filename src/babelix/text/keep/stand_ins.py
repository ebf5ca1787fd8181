"""Words that a model copies, in the place of what it could not: each of a sentence its own."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from babelix.text.keep.spans import Span
from babelix.text.names import names

# In the order tried. How often `en-fr` copies each: decisions/translation/stand-ins-are-words-the-model-copies.md.
_NAMES = ("Tom", "Mary", "Tokyo", "John", "Boston", "Google", "Paris")
_NUMBERS = (
    "12",
    "11",
    "100",
    "20",
    "200",
    "1000",
    "30",
    "50",
    "25",
    "40",
    "70",
    "80",
    "90",
    "60",
    "15",
    "18",
)
_YEARS = ("2013", "1990", "2010", "2005", "2003", "2011", "1945", "1960")


def choose_stand_ins(text: str, spans: Sequence[Span]) -> list[str]:
    """Return a word for each of `spans` that neither stands in `text` nor for another span.

    A number has a number to stand for it, a year a year: what stands round them agrees with them.
    """
    taken: set[str] = set()
    chosen = []
    for span in spans:
        word = next(word for word in _pool(span) if word not in taken and not contains(text, word))
        taken.add(word)
        chosen.append(word)
    return chosen


def contains(text: str, word: str) -> int:
    """Return how often `word` stands in `text` as a word of its own, no part of a longer one or of a number."""
    return len(occurrences(text, word))


def occurrences(text: str, word: str) -> list[re.Match[str]]:
    """Return where `word` stands in `text` as a word of its own."""
    return list(re.finditer(rf"(?<!\w)(?<!\d[.,]){re.escape(word)}(?!\w|[.,]\d)", text))


def _pool(span: Span) -> Iterator[str]:
    if span.kind == "numbers" or re.fullmatch(r"%[\d$.+#-]*[dif]", span.text):
        year = re.fullmatch(r"1[1-9]\d\d|20\d\d", span.text)
        yield from chain(_YEARS if year else (), _NUMBERS, map(str, range(101, 1000)))
    yield from chain(_NAMES, names("surname"), (f"Tom{number}" for number in range(2, 10**6)))
