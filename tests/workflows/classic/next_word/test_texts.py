import pytest

from babelix import data
from babelix.base.errors import RequestError
from babelix.classic.next_word.vocabulary import words_of
from babelix.text.splits import split_of
from babelix.workflows.classic.next_word.texts import number, read_text, renumber, sentences_of


def test_paragraphs_are_cut_into_sentences_and_the_frame_goes():
    lines = [
        "x",
        "*** START OF THE BOOK ***",
        "",
        "It was",
        "the best. It",
        "was so!",
        "",
        "End",
        "*** END OF IT",
    ]
    assert sentences_of(lines, gutenberg=True) == [
        ["It", "was", "the", "best", "."], ["It", "was", "so", "!"], ["End"],
    ]  # fmt: skip


def test_parts_are_blocks_of_a_file(story):
    text = read_text(str(story))
    assert [len(part) for part in (text.train, text.val, text.test)] == [61, 3, 3]
    whole = read_text(str(story)).train
    assert whole == text.train
    numbers = number(text, 5, exact=False)
    assert len(numbers.vocabulary) == 5
    assert len(numbers.train) == sum(map(len, text.train)) + 61
    assert renumber(text, numbers.vocabulary).val.tolist() == numbers.val.tolist()


def test_three_words_are_too_few(tmp_path):
    (tmp_path / "t").write_text("One two three", encoding="utf-8")
    with pytest.raises(RequestError, match="t: too few words, 3 words in 1 sentence; expected 20 sentences"):
        read_text(str(tmp_path / "t"))
    with pytest.raises(
        RequestError, match="'here': expected a file of text, or one of ptb-words, tatoeba-en-fr"
    ):
        read_text("here")


def test_a_data_set_that_is_absent(monkeypatch, tmp_path):
    monkeypatch.setattr(data, "find", lambda name: None)
    with pytest.raises(RequestError, match="data set ptb-words is not here"):
        read_text("ptb-words")


def test_english_sentences_once_in_the_splits_of_translation(monkeypatch, tmp_path):
    sentences = [f"Cat {number} sleeps." for number in range(499)]
    pairs = [f"{each}\tun" for each in sentences] + [f"{each}\tdeux" for each in sentences]
    (tmp_path / "pairs").write_text("\n".join(pairs), encoding="utf-8")
    monkeypatch.setattr(data, "find", lambda name: {"pairs": tmp_path / "pairs"})
    text = read_text("tatoeba-en-fr")
    for part, name in ((text.train, "train"), (text.val, "val"), (text.test, "test")):
        assert part == [words_of(each) for each in sentences if split_of(each) == name]
    assert text.test
