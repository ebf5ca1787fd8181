"""What another library is given of a sentence: pieces, with the known word of each where vectors of words are read."""

from collections.abc import Sequence

import numpy as np

from babelix.text import Subwords
from babelix.text.subwords import UNKNOWN
from babelix.transformer.words import Numbers

_MARK = "￨"
"""CTranslate2's, before a feature of a token."""


def tokens(row: Sequence[int], subwords: Subwords, numbers: Numbers | None) -> list[str]:
    """Return the pieces of a row of ids; with `numbers`, each with its word as a feature, unknown for none."""
    pieces: list[str] = subwords.pieces(row)
    if numbers is None:
        return pieces
    (found,), (none,) = numbers(np.array([row], np.int64)).tolist(), subwords.pieces([UNKNOWN])
    words = [numbers.words[number - 1] if number else none for number in found]
    return [f"{piece}{_MARK}{word}" for piece, word in zip(pieces, words, strict=True)]
