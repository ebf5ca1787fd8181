"""Scripts that are written without spaces between words."""

import re

# Han with its marks and kana, full-width forms, Thai, Lao, Tibetan, Burmese and Khmer. Hangul has spaces.
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]"
)


def without_spaces(character: str) -> bool:
    """Return whether one character belongs to a script that is written without spaces between words."""
    return _WITHOUT_SPACES.match(character) is not None


def last_spaced(word: str) -> str:
    """Return the end of a word after its last character of such a script."""
    return _WITHOUT_SPACES.split(word)[-1]
