"""Which subwords touch a word: those that go on with the word before them, and those that end inside one."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from babelix.text.sentences.scripts import without_spaces
from babelix.text.subwords import Subwords

_BROKEN = "\ufffd"


class Edges(NamedTuple):
    """For each subword of a vocabulary, whether it goes on with a word, and whether it ends inside one."""

    go_on: Bool[np.ndarray, "vocab"]
    inside: Bool[np.ndarray, "vocab"]


def word_edges(subwords: Subwords) -> Edges:
    """Return the edges of every subword; of part of a letter both are true, of special tokens neither."""
    texts = [subwords.decode([number]) for number in range(len(subwords))]
    return Edges(
        np.array([bool(text) and _in_word(text[0]) for text in texts]),
        np.array([bool(text) and _in_word(text[-1]) for text in texts]),
    )


def _in_word(character: str) -> bool:
    return character == _BROKEN or (character.isalnum() and not without_spaces(character))
