"""Files of word vectors, as word2vec, GloVe and fastText write them in text: a word a line, then its numbers."""

import math
from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.files import read_lines, write_text
from babelix.text.vectors.words import WordVectors

_DIGITS = 4


def write_vectors(path: str | Path, vectors: WordVectors) -> None:
    """Write the vectors, their number and size in a first line, whole or not at all."""
    rows = (
        " ".join([word, *(f"{x:.{_DIGITS}g}" for x in row)])
        for word, row in zip(vectors.words, vectors.vectors.tolist(), strict=True)
    )
    size = vectors.vectors.shape[1]
    write_text(path, "\n".join([f"{len(vectors.words)} {size}", *rows, ""]))


def read_vectors(path: str | Path) -> WordVectors:
    """Read vectors, with or without the first line that counts them; capitals go, and the first of a word counts.

    Raises `RequestError` naming the line that is no word with as many finite numbers as the others have.
    """
    lines = read_lines(path)
    first = lines[0].split() if lines else []
    start = 1 if len(first) == 2 and all(each.isdecimal() for each in first) else 0
    rows: dict[str, list[float]] = {}
    size = 0
    for number, line in enumerate(lines[start:], start=start + 1):
        word, *numbers = line.split() if line.strip() else [""]
        row = _numbers(numbers)
        size = size or len(row)
        if not row or len(row) != size:
            raise RequestError(
                f"{path}: line {number} is {line[:40]!r}; expected a word and {size or 'its'} numbers, by spaces, as "
                "word2vec, GloVe and fastText write vectors in text"
            )
        rows.setdefault(word.casefold(), row)
    if not rows:
        raise RequestError(f"{path} holds no word vectors; expected a word and its numbers a line")
    return WordVectors(tuple(rows), np.array(list(rows.values()), dtype=np.float32))


def _numbers(texts: list[str]) -> list[float]:
    """Return the numbers, none at all where one is not finite."""
    try:
        found = [float(text) for text in texts]
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []
