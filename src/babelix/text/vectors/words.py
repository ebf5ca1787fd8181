"""Words with a vector each."""

import re
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class WordVectors:
    """Distinct words and their vectors [words, size]."""

    words: tuple[str, ...]
    vectors: Float32[np.ndarray, "words size"]


def words_of(text: str) -> list[str]:
    """Return the words of a text, runs of letters, in small letters."""
    return WORD.findall(text.lower())
