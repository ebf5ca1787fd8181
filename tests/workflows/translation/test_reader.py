from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.reader import Reader


class Words:
    """Encodes a word as its length, and counts how often it was asked for a text."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        self.asked.update(texts)
        return [[len(word) for word in text.split()] for text in texts]


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def reader(words: Any) -> Reader:
    """Up to four words a piece."""
    return Reader(words, normalisation=["spaces"], longest=5)


LONG = "One two three. Four five? Six. Seven eight nine ten."


def test_a_line_that_is_short_enough_is_one_piece(reader: Reader) -> None:
    assert reader.cut(["a bb ccc dddd", "", "a\u00a0bb"]) == [[[1, 2, 3, 4]], [[]], [[1, 2]]]


def test_a_longer_line_is_cut_at_sentence_ends_into_as_few_pieces_as_fit(reader: Reader) -> None:
    assert reader.cut([LONG, "a"]) == [[[3, 3, 6], [4, 5, 4], [5, 5, 4, 4]], [[1]]]


def test_one_word_more_than_fits_is_enough_to_cut(reader: Reader) -> None:
    assert reader.cut(["a bb. ccc d"]) == [[[1, 3, 3, 1]]]
    assert reader.cut(["a bb. ccc d e"]) == [[[1, 3], [3, 1, 1]]]


def test_every_text_is_normalised_and_encoded_once(reader: Reader, words: Words) -> None:
    reader.cut(["a bb", LONG])
    assert words.asked == Counter(
        [
            "a bb",
            LONG,
            "One two three.",
            "Four five?",
            "One two three. Four five?",
            "Six.",
            "Four five? Six.",
            "Seven eight nine ten.",
            "Four five? Six. Seven eight nine ten.",
        ]
    )


def test_lines_as_a_whole_are_encoded_together_once(reader: Reader, words: Words) -> None:
    assert reader.whole(["a bb", "", "ccc"]) == [[1, 2], [], [3]]
    assert words.asked == Counter(["a bb", "", "ccc"])


def test_what_is_too_long_is_named_by_its_line(reader: Reader) -> None:
    with pytest.raises(
        RequestError, match="line 2 has more than 4 subwords, the longest this model was trained on"
    ):
        reader.whole(["a", "a b c d e"])
    with pytest.raises(
        RequestError, match=r"line 3 has a sentence of more than 4 subwords.*shorter sentences"
    ):
        reader.cut(["a", LONG, "One. A b c d e. Two."])


def test_encoding_alone_takes_any_length(reader: Reader) -> None:
    assert reader.encode(["a b c d e f g"]) == [[1] * 7]
