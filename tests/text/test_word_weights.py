import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text import Subwords
from babelix.text.word_weights import vocabulary_weights

LINES = [
    "elle est là",
    "Elle est là",
    "là elle est",
    "qu'elle est là",
    "pelle et elles",
    "elles et là elles",
] * 5


@pytest.fixture(scope="module")
def subwords() -> Subwords:
    return Subwords.train(LINES, 310)


def weights_of(text: str, subwords: Subwords, **weights: float) -> list[tuple[str, float]]:
    found = vocabulary_weights(weights, subwords)
    assert found is not None
    (ids,) = subwords.encode([text])
    return [(label, float(found[i])) for i, label in zip(ids, subwords.labels(ids), strict=True)]


def test_a_word_weighs_after_a_space_an_apostrophe_and_at_the_start(subwords: Subwords) -> None:
    for text in ("elle est", "Elle est", "qu'elle est", "là elle est"):
        heavy = [label for label, weight in weights_of(text, subwords, elle=8.0) if weight == 8]
        assert [each.strip().lower() for each in heavy] == ["elle"], text


def test_longer_words_and_all_others_count_once(subwords: Subwords) -> None:
    for text in ("pelle", "elles", "là"):
        assert {weight for _, weight in weights_of(text, subwords, elle=8.0)} == {1.0}, text


def test_a_word_may_be_given_with_a_capital(subwords: Subwords) -> None:
    lower, upper = (vocabulary_weights({word: 3.0}, subwords) for word in ("elle", "ELLE"))
    np.testing.assert_array_equal(lower, upper)


def test_without_words_there_are_no_weights(subwords: Subwords) -> None:
    assert vocabulary_weights({}, subwords) is None


def test_a_longer_word_that_is_cut_there_counts_so_too() -> None:
    cut = Subwords.train(["il est", "Il est", "un il"] * 3 + ["gent"] * 9, 275)
    assert weights_of("gentil", cut, il=3.0) == [("gent", 1.0), ("il", 3.0)]


@pytest.mark.parametrize("word", ["<pad>", "</s>", "chaise", "elle est"])
def test_a_word_that_is_no_subword_is_refused(subwords: Subwords, word: str) -> None:
    with pytest.raises(
        RequestError, match=rf"training.word_weights: '{word}' is no subword of this vocabulary of"
    ):
        vocabulary_weights({word: 2.0}, subwords)
