import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text import Subwords
from babelix.text.alignment import Span, after_normalising, covering, word_average

TEXT = "The old élan crossed it."
# The_ | old| é|lan| crossed| it|.
OFFSETS = [(0, 3), (3, 7), (7, 9), (9, 12), (12, 20), (20, 23), (23, 24)]


def test_a_mention_is_covered_by_its_pieces_spaces_before_them_not_counting():
    assert covering(OFFSETS, Span(8, 12), TEXT).tolist() == [False, False, True, True, False, False, False]
    assert Span(8, 12).of(TEXT) == "élan"


def test_a_piece_that_only_touches_a_mention_does_not_cover_it():
    assert np.flatnonzero(covering(OFFSETS, Span(9, 12), TEXT)).tolist() == [3]
    assert np.flatnonzero(covering(OFFSETS, Span(3, 7), TEXT)).tolist() == [1]


def test_pieces_are_summed_to_words_and_words_averaged():
    assert word_average(OFFSETS, Span(0, 12), TEXT) == pytest.approx([1 / 3] * 4 + [0] * 3)
    assert word_average(OFFSETS, Span(8, 12), TEXT) == pytest.approx([0, 0, 1, 1, 0, 0, 0])


@pytest.mark.parametrize("words", [1, 2, 3, 5])
def test_a_long_mention_wins_nothing(words):
    text = " ".join(["ab"] * words)
    offsets = [(max(0, 3 * i - 1), 3 * i + 2) for i in range(words)]
    flat = np.full(words, 1 / 7)
    assert word_average(offsets, Span(0, len(text)), text) @ flat == pytest.approx(1 / 7)


def test_a_span_that_no_piece_covers_is_refused():
    with pytest.raises(RequestError, match="no subword covers 'it'"):
        covering(OFFSETS[:4], Span(21, 23), TEXT)


def test_spans_follow_normalisation():
    text = "\u201cThe  cafe\u0301\u201d  closed as it  burned."
    steps = ("nfc", "spaces", "quotes")
    plain = '"The café" closed as it burned.'
    for words in ("it", "closed"):
        start = text.index(words)
        assert after_normalising(Span(start, start + len(words)), text, steps).of(plain) == words
    start = text.index("The")
    assert after_normalising(Span(start, text.index("\u201d")), text, steps).of(plain) == "The café"


def test_offsets_of_subwords_cover_the_text_in_the_order_of_encode():
    subwords = Subwords.train(["the animal crossed the street because it was tired"] * 3, 290)
    text = "the élan 象 crossed </s> it"
    offsets = subwords.offsets(text)
    assert len(offsets) == len(subwords.encode([text])[0])
    assert offsets[0][0] == 0
    assert offsets[-1][1] == len(text)
    covered = covering(offsets, Span(9, 10), text)
    assert covered.sum() >= 2  # the bytes of one character
    assert all(start < end for start, end in offsets)
