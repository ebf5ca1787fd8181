"""What a net reads: words, the vocabulary, each word's number, its one-hot vector and its embedding."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.classic.next_word.vocabulary import Vocabulary, words_of
from babelix.workflows.classic.next_word.model import load_model


@dataclass(frozen=True)
class Steps:
    """A text on its way into a net: `words`, their `numbers` in `vocabulary`, the matrix `E` [vocabulary, width].

    `model` is the name of the net that E was learned by, None where it is drawn at random.
    """

    text: str
    words: tuple[str, ...]
    vocabulary: tuple[str, ...]
    numbers: tuple[int, ...]
    E: NDArray[np.float32]
    model: str | None

    @property
    def one_hot(self) -> NDArray[np.int8]:
        """A row for each word: 1 in the column of its number, 0 elsewhere, [words, vocabulary]."""
        found = np.zeros((len(self.words), len(self.vocabulary)), np.int8)
        found[np.arange(len(self.words)), list(self.numbers)] = 1
        return found

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """The row of E for each word, [words, width]: the same as the product of `one_hot` and E."""
        return self.E[list(self.numbers)]


@checked
def steps(text: str, model: Path | None = None, width: int = 8, seed: int = 1) -> Steps:
    """Return each step of `text`: by the vocabulary and embeddings of a net, or its own words and random ones.

    Raises `RequestError` for a text without words, and a model without embeddings.
    """
    at_least(1, width=width)
    at_least(0, seed=seed)
    words = words_of(text)
    if not words:
        raise RequestError(
            f"{text!r} holds no word, so there is nothing to show; expected a text (completing answers without a word: "
            "how a sentence begins)"
        )
    if model is None:
        vocabulary = Vocabulary.of([words], len(set(words)) + 2)
        E = generator(seed, "embedding").uniform(-1, 1, (len(vocabulary), width)).astype(np.float32)
        return Steps(text, tuple(words), vocabulary.words, tuple(vocabulary.numbers(words)), E, None)
    found = load_model(model)
    if found.net is None:
        raise RequestError(
            f"`model` {found.name} counts n-grams and has no embeddings; name a net", setting="model"
        )
    E = found.net.embedding.weight.detach().float().cpu().numpy()
    numbers = tuple(found.vocabulary.numbers(words))
    return Steps(text, tuple(words), found.vocabulary.words, numbers, E, found.name)
