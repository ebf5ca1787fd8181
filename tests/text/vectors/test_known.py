import numpy as np
import pytest

from babelix.text import END, Subwords
from babelix.text.batches import pad
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.ragged import Ragged
from babelix.text.vectors.known import KnownWords, cut

TEXTS = ["Shy cats, a rotten cat; I'm “shy”…", "L'Été—ROTTEN\u00a0!", "nothing here", "shyrotten"]
EXPECTED = [["shy", "rotten", "cat", "shy"], ["été", "rotten"], [], []]


@pytest.fixture(scope="module")
def subwords() -> Subwords:
    return Subwords.train(["shy cat and the cats", "a rotten cat", "rotting", "l'Été", "“a” …—"] * 5, 300)


@pytest.fixture(scope="module")
def known(subwords: Subwords) -> KnownWords:
    return KnownWords(["cat", "shy", "rotten", "été"], subwords)


def said(known: KnownWords, ids: np.ndarray) -> list[list[str]]:
    """Return the words of each row by their numbers, once where neighbours have the same."""
    found = []
    for numbers in known(ids).tolist():
        words, before = list[str](), 0
        for number in numbers:
            if number and number != before:
                words.append(known.words[number - 1])
            before = number
        found.append(words)
    return found


def test_words_have_their_numbers_at_each_of_their_subwords(known: KnownWords, subwords: Subwords) -> None:
    ids = pad([[*row, END] for row in subwords.encode(TEXTS)])
    assert said(known, ids) == EXPECTED
    (numbers,) = known(np.array([[*subwords.encode(["a rotten cat"])[0], END]]))
    assert set(numbers.tolist()) == {0, 3, 1}
    assert numbers[-1] == 0


def test_the_pieces_that_a_word_is_cut_into_make_no_difference(known: KnownWords, subwords: Subwords) -> None:
    rows, numbers = subwords.encode_words(TEXTS)
    dropped = BpeDropout(subwords, 0.9, seed=3).redraw(
        Ragged.of(rows), Ragged.of(numbers), np.arange(len(rows)), 0, "source"
    )
    ids = dropped.padded(last=END)
    expected = [
        [word for *_, word in cut(row, subwords.pieces(range(len(subwords))))] for row in ids.tolist()
    ]
    found = [sorted(set(row)) for row in said(known, ids[:2])]
    assert (
        found
        == [sorted(set(row) & set(known.words)) for row in expected[:2]]
        == [
            ["cat", "rotten", "shy"],
            ["rotten", "été"],
        ]
    )
