import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.ranks import Rank
from babelix.text import END, PADDING, Subwords
from babelix.text.batches import pad
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.ragged import Ragged
from babelix.text.vectors.taught import WordLists

WORDS = ("shy", "rotten", "été", "cat")
TEXTS = ["Shy cats, a rotten cat; I'm “shy”…", "L'Été—ROTTEN\u00a0!", "nothing here", "shyrotten"]


@pytest.fixture(scope="module")
def subwords() -> Subwords:
    return Subwords.train(["shy cat and the cats", "a rotten cat", "rotting", "l'Été", "“a” …—"] * 5, 300)


@pytest.fixture(scope="module")
def lists(subwords: Subwords) -> WordLists:
    return WordLists(WORDS, subwords, seed=7)


def found(lists: WordLists, subwords: Subwords, ids: np.ndarray) -> list[tuple[int, str, str]]:
    """Return row, word and the text where it was found."""
    at, words, first = lists.places(ids), dict[tuple[int, int], list[int]](), (0, 0)
    for i, (row, place) in enumerate(zip(at.rows.tolist(), at.at.tolist(), strict=True)):
        if i == 0 or (row, at.words[i]) != (at.rows[i - 1], at.words[i - 1]) or place != at.at[i - 1] + 1:
            first = row, place
        words.setdefault(first, []).append(i)
    for members in words.values():
        np.testing.assert_allclose(at.shares[members], 1 / len(members))
    return [
        (row, WORDS[at.words[members[0]]], subwords.decode(ids[row, at.at[members]].tolist()).strip())
        for (row, _), members in words.items()
    ]


EXPECTED = [
    *((0, "shy", "Shy"), (0, "rotten", "rotten"), (0, "cat", "cat"), (0, "shy", "shy")),
    *((1, "été", "Été"), (1, "rotten", "ROTTEN")),
]


def test_words_are_found_whole_with_or_without_capital(lists: WordLists, subwords: Subwords) -> None:
    ids = pad([[*row, END] for row in subwords.encode(TEXTS)])
    assert found(lists, subwords, ids) == EXPECTED


def test_words_are_found_whatever_pieces_they_are_cut_into(lists: WordLists, subwords: Subwords) -> None:
    rows, numbers = subwords.encode_words(TEXTS)
    dropped = BpeDropout(subwords, 0.9, seed=3).redraw(
        Ragged.of(rows), Ragged.of(numbers), np.arange(len(rows)), 0, "source"
    )
    assert dropped.lengths.sum() > sum(map(len, rows))
    assert found(lists, subwords, dropped.padded(last=END)) == EXPECTED


def test_padding_ends_a_word_at_the_end_of_a_row(lists: WordLists, subwords: Subwords) -> None:
    (row,) = subwords.encode([" rotten"])
    ids = np.array([[*row, PADDING, PADDING], [*row, END, PADDING]])
    assert [text for *_, text in found(lists, subwords, ids)] == ["rotten", "rotten"]
    assert lists.places(ids).at.tolist() == [*range(len(row))] * 2


def test_a_batch_draws_its_own_lists_and_processes_share_them(lists: WordLists, subwords: Subwords) -> None:
    whole = lists.drawn(1, 5)
    np.testing.assert_array_equal(whole, lists.drawn(1, 5))
    assert whole.shape[0] == 64
    assert not np.array_equal(whole, lists.drawn(1, 6)[:, : whole.shape[1]])

    def texts(ids: np.ndarray) -> list[str]:
        return [subwords.decode(row) for row in ids.tolist()]

    parts = [texts(lists.drawn(1, 5, Rank(number, 3))) for number in range(3)]
    assert [parts[i % 3][i // 3] for i in range(64)] == texts(whole)
    assert {len(text.split()) for text in texts(whole)} == {16}
    assert {word for text in texts(whole) for word in text.split()} == set(WORDS)


def test_a_batch_is_taught_its_lists_and_its_sources(lists: WordLists, subwords: Subwords) -> None:
    source = pad([[*row, END] for row in subwords.encode(TEXTS)])
    words = lists.beside(source, 0, 3)
    np.testing.assert_array_equal(words.lists, lists.drawn(0, 3))
    assert words.in_lists.shares.sum() == pytest.approx(64 * 16)
    np.testing.assert_array_equal(words.in_source.words, lists.places(source).words)


def test_sources_without_any_word_teach_their_lists_alone(lists: WordLists, subwords: Subwords) -> None:
    words = lists.beside(pad([[*row, END] for row in subwords.encode(["nothing here"])]), 0, 3)
    assert [each.tolist() for each in vars(words.in_source).values()] == [[]] * 4


def test_words_that_the_vocabulary_cuts_otherwise_are_not_taught(subwords: Subwords) -> None:
    lists = WordLists(("shy", "can't", "well-known", "42", "new york", "", "cat", "Shy"), subwords, seed=7)
    assert lists.taught == [0, 6]
    assert {word for text in lists.drawn(0, 0) for word in subwords.decode(text.tolist()).split()} == {
        "shy",
        "cat",
    }


def test_no_word_to_teach_is_told(subwords: Subwords) -> None:
    with pytest.raises(
        RequestError, match=r"none of the 2 words with a vector is a word of the model's vocabulary"
    ):
        WordLists(("can't", "42"), subwords, seed=7)
