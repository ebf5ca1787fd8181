import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.text import Subwords
from babelix.text.bpe_dropout import BpeDropout

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


def test_without_dropout_it_is_plain_bpe_on_real_text(tatoeba):
    some = [*tatoeba.source[::197], *tatoeba.target[::197]]
    subwords = Subwords.train(some, 1009)
    plain = BpeDropout(subwords, 0.0, seed=1)
    assert len(some) > 1000
    assert [plain.encode(line, 0, i) for i, line in enumerate(some)] == subwords.encode(some)


@given(text=TEXT)
def test_without_dropout_it_is_plain_bpe(subwords, text):
    assert BpeDropout(subwords, 0.0, seed=1).encode(text, "any") == subwords.encode([text])[0]


@given(text=TEXT)
def test_when_every_merge_is_dropped_bytes_remain(subwords, text):
    ids = BpeDropout(subwords, 1.0, seed=1).encode(text, 0)
    assert len(ids) == len(text.encode())
    assert all(len(piece) == 1 for piece in subwords.pieces(ids))


@given(text=TEXT, p=st.floats(0, 1), seed=st.integers(0, 99))
def test_the_text_always_comes_back(subwords, text, p, seed):
    assert subwords.decode(BpeDropout(subwords, p, seed).encode(text, 3)) == text


def test_the_key_alone_decides_the_split(subwords, lines):
    one, two = (BpeDropout(subwords, 0.4, seed=7) for _ in range(2))
    text = " ".join(lines[:7])
    one.encode("something else before", 9)
    assert one.encode(text, 1, "source", 5) == two.encode(text, 1, "source", 5)
    keys = [(1, "source", 5), (2, "source", 5), (1, "target", 5), (1, "source", 6)]
    assert len({tuple(one.encode(text, *key)) for key in keys}) == 4
    assert BpeDropout(subwords, 0.4, seed=8).encode(text, *keys[0]) != one.encode(text, *keys[0])


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_a_merge_is_skipped_with_probability_p(p):
    subwords = Subwords.train(["ab"], 1000)
    dropout = BpeDropout(subwords, p, seed=3)
    whole = sum(len(dropout.encode("ab", i)) == 1 for i in range(2000))
    # Five standard deviations of a binomial.
    assert abs(whole - 2000 * (1 - p)) < 5 * (2000 * p * (1 - p)) ** 0.5
