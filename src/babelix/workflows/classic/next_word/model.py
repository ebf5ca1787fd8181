"""A trained predictor of the next word, of a run or shipped: loaded, and asked."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.classic.next_word.arrays import load_arrays
from babelix.classic.next_word.kneser_ney import KneserNey
from babelix.classic.next_word.packed import is_packed
from babelix.classic.next_word.packed import unpack as unpack_n_grams
from babelix.classic.next_word.vocabulary import EOS, UNKNOWN, Vocabulary, words_of
from babelix.text.sentences.cut import cut
from babelix.workflows.classic.next_word.settings import NextWordSettings
from babelix.workflows.classic.next_word.texts import WORDS
from babelix.workflows.runs.folder import read_settings, weights_file

if TYPE_CHECKING:
    from babelix.classic.next_word.nets import NextWord


@dataclass(frozen=True)
class Next:
    """A word that may come next, and how probable it is."""

    word: str
    probability: float


@dataclass(frozen=True)
class Predictor:
    """A vocabulary, and a net or n-grams over it."""

    name: str
    vocabulary: Vocabulary
    net: "NextWord | None"
    counts: KneserNey | None

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """Return the probability of every word of the vocabulary after `text`, at the beginning of one if empty."""
        context: list[int] = []
        for sentence in cut(text, "en").parts:
            context += [0, *self.vocabulary.numbers(map(self.as_known, words_of(sentence)))]
        if self.net is not None:
            from babelix.workflows.classic.next_word.task import next_words

            return next_words(self.net, context or [0])
        assert self.counts is not None
        return self.counts.next_words(context or [0])

    def complete(self, text: str, top: int = 5) -> list[Next]:
        """Return the `top` words that are likeliest to come next; the unknown word, which says nothing, is left out."""
        p = self.probabilities(text)
        order = [
            int(each) for each in np.argsort(-p, kind="stable") if self.vocabulary.words[each] != UNKNOWN
        ]
        return [Next(self.vocabulary.words[each], float(p[each])) for each in order[:top]]

    def unknown(self, text: str) -> list[str]:
        """Return the words of a text that have no number in any case, each once."""
        index = self.vocabulary.index
        return [each for each in dict.fromkeys(words_of(text)) if self.as_known(each) not in index]

    def as_known(self, word: str) -> str:
        """Return a word as the vocabulary writes it: as it stands, in small letters or with a capital; else itself."""
        spellings = (word, word.lower(), word.capitalize())
        return next((each for each in spellings if each in self.vocabulary.index), word)


def load_model(folder: Path) -> Predictor:
    """Return the predictor of a run, its final weights, else its best, else its last; or of a shipped model.

    Raises `RequestError` naming what is amiss.
    """
    settings = read_settings(folder, NextWordSettings)
    found = weights_file(folder)
    vocabulary = _vocabulary(folder / WORDS)
    if settings.model.kind != "n-gram":
        return Predictor(folder.name, vocabulary, _net(folder, settings, len(vocabulary)), None)
    arrays: dict[str, Any] = load_arrays(found)
    read = unpack_n_grams if is_packed(arrays) else KneserNey.of
    return Predictor(folder.name, vocabulary, None, read(arrays, len(vocabulary), str(found)))


def _net(folder: Path, settings: NextWordSettings, vocabulary: int) -> "NextWord":
    """Return a run's net. torch is imported here and not above: n-grams, which most ask, need none of it."""
    from babelix.classic.next_word.nets import NextWord
    from babelix.training.device import best_device
    from babelix.training.tensors import Undrawn, load_weights
    from babelix.workflows.classic.next_word.train import shape_of
    from babelix.workflows.runs.weights import read_weights

    tensors, found = read_weights(folder)
    with Undrawn():
        net = NextWord(shape_of(settings, vocabulary))
    load_weights(net, tensors, str(found))
    return net.to(best_device()).eval()


def _vocabulary(path: Path) -> Vocabulary:
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(words, list) or words[:2] != [EOS, UNKNOWN]:
        raise RequestError(f"{path}: expected a list of words that begins with {EOS} and {UNKNOWN}")
    return Vocabulary(tuple(map(str, words)))
