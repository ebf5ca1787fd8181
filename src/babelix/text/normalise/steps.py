"""Normalisation: what no reader sees goes, then named steps, none applied unless a recipe asks for it.

Subwords are byte-level, so text passes through them unchanged; what a recipe wants unified, it names here, and the
run remembers the names.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from babelix.base.errors import RequestError, did_you_mean
from babelix.text.normalise.invisible import visible

# Unicode's space separators and tab: typography, not words.
_SPACES = re.compile("[\\t\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]+")

_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'})


def _plain_spaces(text: str) -> str:
    return re.sub(" {2,}", " ", _SPACES.sub(" ", text)).strip()


def _plain_quotes(text: str) -> str:
    return text.translate(_QUOTES)


NORMALISATIONS: dict[str, Callable[[str], str]] = {
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "spaces": _plain_spaces,
    "quotes": _plain_quotes,
}
"""nfc: composed characters; spaces: every kind of space becomes one plain space; quotes: curly ones become straight."""


def normalise(text: str, steps: Sequence[str]) -> str:
    """Return what a reader sees of `text` after the named steps, in order. Raises `RequestError` for an unknown step.

    Nothing is left of a text of spaces and characters without a shape.
    """
    text = visible(text)
    for step in steps:
        if step not in NORMALISATIONS:
            raise RequestError(
                f"unknown normalisation {step!r}{did_you_mean(step, NORMALISATIONS)}; "
                f"known: {', '.join(NORMALISATIONS)}"
            )
        text = NORMALISATIONS[step](text)
    return text
