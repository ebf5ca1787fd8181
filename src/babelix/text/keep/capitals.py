"""Sentences all in capitals: read in small letters, which a model knows, and said in capitals again.

decisions/translation/capitals-are-read-as-small-letters.md
"""

import re

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 7
# Of two letters or more; MIX is a word.
_ROMAN = re.compile(r"(?!MIX$)(?=..)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VOWELS = frozenset("AEIOUY")


def in_capitals(text: str) -> bool:
    """Tell whether `text` is a sentence in capitals: two words or more, seven letters, none of them small."""
    words = _WORD.findall(text)
    return (
        sum(len(word) > 1 for word in words) > 1
        and sum(map(len, words)) >= _FEWEST
        and all(word.isupper() for word in words)
    )


def lowered(text: str) -> str:
    """Return `text` in small letters but for its first, and for words without a vowel (TV, BBC) and Roman numbers."""
    small = _WORD.sub(lambda found: found[0] if _is_spelled(found[0]) else found[0].lower(), text)
    first = _WORD.search(small)
    return (
        small
        if first is None
        else small[: first.start()] + first[0][0].upper() + first[0][1:] + small[first.end() :]
    )


def _is_spelled(word: str) -> bool:
    without_vowel = word.isascii() and len(word) > 1 and not _VOWELS.intersection(word)
    return without_vowel or _ROMAN.fullmatch(word) is not None
