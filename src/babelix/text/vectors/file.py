"""Files of word vectors, as word2vec, GloVe and fastText write them in text: a word a line, then its numbers."""

from pathlib import Path

import numpy as np
from jaxtyping import Float32

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

    Raises `RequestError` naming the line that is no word with as many finite numbers as the others have, and a file
    with fewer or more lines than it says.
    """
    lines = read_lines(path)
    counted = [int(each) for each in lines[0].split() if each.isdecimal()] if lines else []
    start = 1 if len(counted) == 2 and len(lines[0].split()) == 2 else 0
    size = counted[1] if start else (len(lines[0].split()) - 1 if lines else 0)
    if start and len(lines) - 1 != counted[0]:
        raise RequestError(
            f"{path} says that it has {counted[0]:,} words and has {len(lines) - 1:,}; is it whole?"
        )
    rows: dict[str, Float32[np.ndarray, " size"]] = {}
    for number, line in enumerate(lines[start:], start=start + 1):
        # From the right: a word of theirs may hold a space.
        word, *numbers = line.rstrip().rsplit(" ", size) if size > 0 else [""]
        row = _numbers(numbers)
        if not word.strip() or row is None or len(row) != size:
            raise RequestError(
                f"{path}: line {number} is {line[:40]!r}; expected a word and {max(size, 1)} finite numbers, by "
                "spaces, as word2vec, GloVe and fastText write vectors in text"
            )
        rows.setdefault(word.lower(), row)
    if not rows:
        raise RequestError(f"{path} holds no word vectors; expected a word and its numbers a line")
    return WordVectors(tuple(rows), np.stack(list(rows.values())))


def _numbers(texts: list[str]) -> Float32[np.ndarray, " size"] | None:
    """Return the numbers; None where one is none, or not finite in float32."""
    try:
        with np.errstate(over="ignore"):
            found = np.array([float(text) for text in texts]).astype(np.float32)
    except ValueError:
        return None
    return found if np.isfinite(found).all() else None
