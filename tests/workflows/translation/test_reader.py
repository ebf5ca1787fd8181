from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.text.keep import Span
from babelix.text.sentences import Cut
from babelix.workflows.translation.reader import Cutting, Line, Reader, TooLongError


class Words:
    """Encodes a word as its length, and counts how often it was asked for a text."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def __len__(self) -> int:
        return 0

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        self.asked.update(texts)
        return [[len(word) for word in text.split()] for text in texts]


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def reader(words: Any) -> Reader:
    """Up to four words a sentence."""
    return Reader(words, normalisation=["spaces"], longest=5, language="en")


def rows(lines: Sequence[Line]) -> list[list[list[int]]]:
    return [line.rows for line in lines]


def test_every_sentence_is_a_row_and_a_blank_line_has_none(reader: Reader) -> None:
    found = reader.read(["a bb ccc dddd", "", "One two.  Mr. Four!", " "])
    assert rows(found) == [[[1, 2, 3, 4]], [], [[3, 4], [3, 5]], []]
    assert [line.cut.gaps for line in found] == [["", ""], [""], ["", "  ", ""], [" "]]
    assert not any(line.remark for line in found)


def test_every_sentence_is_normalised_and_encoded_once(reader: Reader, words: Words) -> None:
    reader.read(["a\u00a0bb", "One. Two."])
    assert words.asked == Counter(["a bb", "One.", "Two."])


def test_whole_lines_for_a_model_of_paragraphs(reader: Reader) -> None:
    assert reader.read([" One. Two.", "\t"], Cutting(split=False)) == [
        Line(Cut([" One. Two."], ["", ""]), [[4, 4]]),
        Line(Cut([], ["\t"]), []),
    ]
    assert reader.read(["- One. Two."], Cutting(split=False)) == [
        Line(Cut(["One. Two."], ["- ", ""]), [[4, 4]])
    ]


def test_a_sentence_that_is_far_too_long_is_cut_at_the_best_place_and_told(reader: Reader) -> None:
    fine, cut = reader.read(["a b c d", "One. He came and went, then she left him. Two."])
    assert fine.remark == ""
    assert cut.cut.parts == ["One.", "He came and went,", "then she left him.", "Two."]
    assert cut.rows == [[4], [2, 4, 3, 5], [4, 3, 4, 4], [4]]
    assert cut.remark == (
        "a sentence of 8 subwords where this model was trained on sentences of at most 4 was cut in two; "
        "read its translation with care"
    )


def test_a_whole_line_that_is_far_too_long_is_cut_where_a_sentence_ends(reader: Reader) -> None:
    (line,) = reader.read(["One two. He came, and went."], Cutting(split=False))
    assert line.cut.parts == ["One two.", "He came, and went."]
    assert line.remark.startswith("a line of 6 subwords where this model was trained on lines of at most 4")


def test_what_nearly_all_training_sentences_keep_to_is_the_most(words: Any) -> None:
    usual = Reader(words, normalisation=[], longest=99, usual=6)
    assert rows(usual.read(["a b c d e f", "a b c d e f g"])) == [[[1] * 6], [[1] * 4, [1] * 3]]
    capped = Reader(words, normalisation=[], longest=5, usual=6)
    assert rows(capped.read(["a b c d e"])) == [[[1] * 3, [1] * 2]]


def test_a_whole_text_may_be_unusually_long_but_not_longer_than_any(words: Any) -> None:
    reader = Reader(words, normalisation=["spaces"], longest=7, usual=2)
    assert reader.whole("a b. c d, e\u00a0f") == [1, 2, 1, 2, 1, 1]
    with pytest.raises(
        RequestError, match="the text has 7 subwords, more than the 6 this model was trained on"
    ):
        reader.whole("a b c d e f g")


def test_strict_cutting_refuses_by_the_number_of_the_line(reader: Reader) -> None:
    expected = (
        r"line 3 has a sentence of 6 subwords where this model was trained on sentences of at most 4; "
        r"shorten it, or leave out `strict`"
    )
    with pytest.raises(RequestError, match=expected) as caught:
        reader.read(["a", "b. c", "One. A b c d e f. Two."], Cutting(strict=True))
    assert isinstance(caught.value, TooLongError)
    assert str(caught.value.after(7)).startswith("line 10 has a sentence of 6 subwords")
    assert caught.value.setting == ("strict",)


def test_encoding_alone_takes_any_length(reader: Reader) -> None:
    assert reader.encode(["a b c d e f g"]) == [[1] * 7]


def test_a_piece_without_a_letter_is_no_more_for_the_model_than_a_sentence_without_one(
    reader: Reader,
) -> None:
    (line,) = reader.read(["a b c - - - - -"])
    assert line.cut.parts == ["a b c -", "- - - -"]
    assert [bool(row) for row in line.rows] == [True, False]


def test_what_stands_for_a_mark_is_a_matter_of_its_line(reader: Reader) -> None:
    mark, other = "\U000f0000", "a\U000f0000b"
    spans = {mark: Span(0, 2, "urls", "xy")}
    (alone,) = reader.read([other])
    assert reader.read([f"a {mark}", other], spans=[spans, {}])[1] == alone
