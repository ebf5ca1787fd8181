import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.next_word.kneser_ney import KneserNey, Level
from babelix.classic.next_word.packed import is_packed, pack, unpack

V = 31


@pytest.fixture(scope="module")
def ids():
    rng = np.random.default_rng(7)
    return np.where(rng.random(2003) < 0.15, 0, rng.geometric(0.2, 2003) % (V - 1) + 1).astype(np.int32)


@pytest.mark.parametrize(("order", "least"), [(2, 1), (4, 1), (4, 3)])
def test_packed_is_nearly_the_model_and_sums_to_one(ids, order, least):
    model = KneserNey.count(ids, V, order, least)
    arrays = pack(model)
    assert is_packed(arrays)
    assert not is_packed(model.arrays())
    again = unpack(arrays, V, "here")
    assert again.size == model.size
    for context in ([0], [0, 3, 2], [5, 1, 1]):
        p, q = model.next_words(context), again.next_words(context)
        assert q.sum() == pytest.approx(1)
        np.testing.assert_allclose(q, p, rtol=0.1)
    assert np.isfinite(again.score(ids)).all()
    assert again.score(ids).mean() == pytest.approx(model.score(ids).mean(), rel=0.01)


def test_three_bytes_an_n_gram(ids):
    arrays = pack(KneserNey.count(ids, V, 3))
    assert [arrays[f"3.{part}"].dtype for part in ("word", "alpha")] == [np.uint16, np.uint8]
    assert ("3.counts" in arrays) != ("3.context" in arrays)


def test_an_alpha_by_hand():
    """exp(-36 / 18) is the code 219 of 255."""
    level = Level(np.arange(3), np.array([np.exp(-2.0), 0.0, 1e-9]), np.array([0.5]))
    arrays = pack(KneserNey(3, (level,), ((0.5, 1.0, 1.5),)))
    assert arrays["1.alpha"].tolist() == [219, 0, 0]
    again = unpack(arrays, 3, "here").levels[0]
    assert again.alpha[0] == pytest.approx(np.exp(-2.0))
    assert again.gamma[0] == pytest.approx(1 - np.exp(-2.0))


def test_what_does_not_fit_is_refused(ids):
    arrays = pack(KneserNey.count(ids, V, 3))
    del arrays["2.word"]
    with pytest.raises(RequestError, match=r"here holds no packed n-grams over 31 words \('2\.word'\)"):
        unpack(arrays, V, "here")
    with pytest.raises(RequestError, match="70,000 words: expected at most 65,536"):
        pack(KneserNey(70_000, (), ()))
