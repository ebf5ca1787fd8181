import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.text import Subwords
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.ragged import Ragged

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


def redraw(dropout: BpeDropout, subwords: Subwords, texts: list[str], *key: str | int, first: int = 0):
    """The ids of each text, the first being line number `first`."""
    ids, words = map(Ragged.of, subwords.encode_words(texts))
    return list(dropout.redraw(ids, words, np.arange(first, first + len(texts)), *key))


@pytest.mark.slow
def test_without_dropout_it_is_plain_bpe_on_real_text(tatoeba):
    some = [*tatoeba.source[::197], *tatoeba.target[::197]]
    subwords = Subwords.train(some, 1009)
    assert len(some) > 1000
    assert redraw(BpeDropout(subwords, 0.0, seed=1), subwords, some, 0) == subwords.encode(some)


@given(texts=st.lists(TEXT, max_size=5))
def test_without_dropout_it_is_plain_bpe(subwords, texts):
    assert redraw(BpeDropout(subwords, 0.0, seed=1), subwords, texts, "any") == subwords.encode(texts)


@given(text=TEXT)
def test_when_every_merge_is_dropped_bytes_remain(subwords, text):
    (ids,) = redraw(BpeDropout(subwords, 1.0, seed=1), subwords, [text], 0)
    assert len(ids) == len(text.encode())
    assert all(len(piece) == 1 for piece in subwords.pieces(ids))


@given(texts=st.lists(TEXT, max_size=3), p=st.floats(0, 1), seed=st.integers(0, 99))
def test_the_text_always_comes_back(subwords, texts, p, seed):
    found = redraw(BpeDropout(subwords, p, seed), subwords, texts, 3)
    assert [subwords.decode(ids) for ids in found] == texts


def test_the_key_and_the_line_alone_decide_the_split(subwords, lines):
    one, two = (BpeDropout(subwords, 0.4, seed=7) for _ in range(2))
    text = " ".join(lines[:7])
    redraw(one, subwords, ["something else before"], 9, "source")

    def split(dropout, *key, first):
        return redraw(dropout, subwords, [text], *key, first=first)[0]

    assert split(one, 1, "source", first=5) == split(two, 1, "source", first=5)
    assert redraw(one, subwords, ["other", text], 1, "source", first=4)[1] == split(two, 1, "source", first=5)
    places = [(1, "source", 5), (2, "source", 5), (1, "target", 5), (1, "source", 6)]
    assert len({tuple(split(one, *key, first=line)) for *key, line in places}) == 4
    assert split(BpeDropout(subwords, 0.4, seed=8), 1, "source", first=5) != split(one, 1, "source", first=5)


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_a_merge_is_skipped_with_probability_p(p):
    subwords = Subwords.train(["ab"], 1000)
    whole = sum(len(ids) == 1 for ids in redraw(BpeDropout(subwords, p, seed=3), subwords, ["ab"] * 2000, 0))
    # Five standard deviations of a binomial.
    assert abs(whole - 2000 * (1 - p)) < 5 * (2000 * p * (1 - p)) ** 0.5


def test_a_merge_skipped_once_may_come_in_the_next_round():
    # abc merges as ab, then abc; or, where ab is skipped, as bc. One piece of "ab" needs one kept draw; the second
    # round of "abc" draws anew, so "abc" is whole with (1 - p)^2 + p (1 - p) * 0: bc leads nowhere from "a".
    subwords = Subwords.train(["abc"] * 3 + ["ab"] * 5, 1000)
    assert subwords.merges()[:2] == [("a", "b"), ("ab", "c")]
    found = redraw(BpeDropout(subwords, 0.3, seed=5), subwords, ["abc"] * 4001, 0)
    whole = sum(len(ids) == 1 for ids in found)
    assert abs(whole - 4001 * 0.49) < 5 * (4001 * 0.49 * 0.51) ** 0.5


def test_no_rows_and_empty_rows_stay_so(subwords):
    dropout = BpeDropout(subwords, 0.5, seed=1)
    assert redraw(dropout, subwords, [], 0) == []
    assert redraw(dropout, subwords, ["", "", ""], 0) == [[], [], []]


def test_a_probability_outside_its_range_is_refused(subwords):
    with pytest.raises(RequestError, match=r"BPE-dropout must be from 0 to 1, got 1\.5"):
        BpeDropout(subwords, 1.5, seed=1)
