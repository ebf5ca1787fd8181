import pytest

from babelix.base.errors import RequestError
from babelix.classic.next_word.vocabulary import Vocabulary, words_of


def test_words_numbers_and_signs():
    assert words_of("Don't pay $1,250.50 for a well-known cat!") == [
        "Don't", "pay", "$", "1,250.50", "for", "a", "well-known", "cat", "!",
    ]  # fmt: skip
    assert words_of(" \n") == []


def test_the_most_frequent_words_by_hand():
    found = Vocabulary.of([["b", "a", "b"], ["c", "a", "<unk>"], ["b"]], 4)
    assert found.words == ("<eos>", "<unk>", "b", "a")
    assert found.numbers(["a", "c", "b"]) == [3, 1, 2]
    assert found.stream([["a", "b"], ["c"]]).tolist() == [3, 2, 0, 1, 0]


def test_equally_frequent_words_stand_by_their_letters():
    assert Vocabulary.of([["d", "c", "b"]], 9).words[2:] == ("b", "c", "d")


def test_a_vocabulary_larger_than_the_text_is_refused_when_asked_for_exactly():
    with pytest.raises(
        RequestError, match=r"`vocabulary` 5: the text has 2 different words, 4 with <eos> and <unk>"
    ):
        Vocabulary.of([["a", "b"]], 5, exact=True)
    assert len(Vocabulary.of([["a", "b"]], 4, exact=True)) == 4
    with pytest.raises(RequestError, match="`vocabulary` 2: expected 3 or more"):
        Vocabulary.of([["a"]], 2)
