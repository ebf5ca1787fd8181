import math

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text.vectors.learn import _company, _ppmi, learn_vectors

ANIMALS, ROADS = ("dog", "cow", "hen"), ("road", "lane", "path")


def test_company_counts_by_distance_within_a_sentence():
    # 0 1 -1 0 | 1: the -1 stands between, the second sentence begins anew.
    found = _company([[0, 1, -1, 0], [1]], 2, window=3).toarray()
    np.testing.assert_allclose(found, [[2 / 3, 1 + 1 / 2], [1 + 1 / 2, 0]])
    np.testing.assert_allclose(_company([[0, 1, -1, 0], [1]], 2, window=1).toarray(), [[0, 1], [1, 0]])


def test_ppmi_is_that_of_the_equation():
    company = _company([[0, 1], [0, 2], [0, 1], [3, 2]], 4, window=2)
    smoothed = {0: 3**0.75, 1: 2**0.75, 2: 2**0.75, 3: 1}
    whole = sum(smoothed.values())
    found = _ppmi(company).toarray()
    assert found[1, 0] == pytest.approx(math.log(2 * whole / (2 * smoothed[0])))
    assert found[0, 1] == pytest.approx(math.log(2 * whole / (3 * smoothed[1])))
    assert found[2, 0] == max(0.0, math.log(1 * whole / (2 * smoothed[0])))
    assert found[1, 2] == 0


def sentences() -> list[str]:
    rng = np.random.default_rng(3)
    said = {"shy": ANIMALS, "tame": ANIMALS, "wet": ROADS, "muddy": ROADS}
    every = [(word, noun) for word, nouns in said.items() for noun in nouns] * 7
    return [f"{['the', 'a', 'this'][rng.integers(3)]} {noun} is {word}" for word, noun in every]


def test_words_that_keep_the_same_company_have_like_vectors():
    found = learn_vectors(sentences(), size=5, window=4, least=3)
    at = {word: row / np.linalg.norm(row) for word, row in zip(found.words, found.vectors, strict=True)}
    for word, like, unlike in (("shy", "tame", "wet"), ("muddy", "wet", "tame"), ("dog", "hen", "road")):
        assert at[word] @ at[like] > at[word] @ at[unlike] + 0.3
    assert found.words[0] == "is"
    np.testing.assert_array_equal(
        found.vectors, learn_vectors(sentences(), size=5, window=4, least=3).vectors
    )


def test_directions_come_in_the_order_of_what_they_hold():
    found = learn_vectors(sentences(), size=5, window=4, least=3).vectors
    held = (found**2).sum(0)
    assert (np.diff(held) <= 1e-6).all()
    assert (found[np.abs(found).argmax(0), np.arange(5)] > 0).all()


def test_vectors_are_those_of_a_dense_decomposition():
    found = learn_vectors(sentences(), size=5, window=4, least=3)
    at = {word: i for i, word in enumerate(found.words)}
    rows = [[at[word] for word in text.split()] for text in sentences()]
    ppmi = _ppmi(_company(rows, len(at), window=4)).toarray()
    U, S, _ = np.linalg.svd(ppmi)
    expected = U[:, :5] * S[:5] ** 0.5
    # Directions of one singular value may turn among themselves: what any two words share does not.
    np.testing.assert_allclose(found.vectors @ found.vectors.T, expected @ expected.T, atol=1e-4)


def test_too_few_words_are_told():
    with pytest.raises(
        RequestError, match=r"^2 words stand at least 2 times in the text; expected more than 5"
    ):
        learn_vectors(["a b", "b a c"], size=5, window=2, least=2)
