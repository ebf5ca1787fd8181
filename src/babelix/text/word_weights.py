"""How often errors in some target words count: weights of the vocabulary from the words of a recipe."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float32

from babelix.base.errors import RequestError
from babelix.text.subwords import END, PADDING, START, UNKNOWN, Subwords


def vocabulary_weights(
    weights: Mapping[str, float], subwords: Subwords
) -> Float32[np.ndarray, " vocabulary"] | None:
    """Return what each subword counts in the loss, 1 but for those that are one of the words; None where all count 1.

    A word is every subword that reads so, after a space or not, with a capital or not: *elle* is that of *Elle* and of
    *qu'elle*, and of a longer word that the vocabulary cuts there (*gent|il*). Raises `RequestError` naming a word that
    no subword of the vocabulary is.
    """
    if not weights:
        return None
    found = np.ones(len(subwords), dtype=np.float32)
    places: dict[str, list[int]] = {}
    for i, label in enumerate(subwords.labels(range(len(subwords)))):
        if i not in (PADDING, START, END, UNKNOWN):
            places.setdefault(label.removeprefix(" ").casefold(), []).append(i)
    for word, weight in weights.items():
        if word.casefold() not in places:
            raise RequestError(
                f"training.word_weights: {word!r} is no subword of this vocabulary of {len(subwords):,}; weigh words "
                "that are frequent enough to be one, without spaces"
            )
        found[places[word.casefold()]] = weight
    return found
