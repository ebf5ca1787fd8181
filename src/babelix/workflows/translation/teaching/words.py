"""The words whose vectors a run's encoder reads, in its folder: what numbers them, and how long a vector is."""

import json
from collections.abc import Sequence
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.text import Subwords
from babelix.text.vectors.known import KnownWords
from babelix.transformer.words import Words

WORDS = "words.json"


def write_words(folder: Path, words: Sequence[str], size: int) -> None:
    """Write the words, which have vectors of `size` numbers, whole or not at all."""
    write_json(folder / WORDS, {"size": size, "words": list(words)})


def read_words(folder: Path, subwords: Subwords) -> Words:
    """Return what `write_words` wrote. Raises `RequestError` where that is missing or damaged."""
    path = folder / WORDS
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        words, size = found["words"], found["size"]
        listed = isinstance(words, list) and all(isinstance(word, str) for word in words)
        if not listed or len(set(words)) != len(words) or not words or type(size) is not int or size < 1:
            raise ValueError("expected distinct words and the size of their vectors")
    except FileNotFoundError:
        raise RequestError(f"{folder} lacks {WORDS}, the words whose vectors its model reads") from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise RequestError(f"{path} is damaged ({error!r}); restore or fetch it again") from None
    return Words(KnownWords(words, subwords), size)
