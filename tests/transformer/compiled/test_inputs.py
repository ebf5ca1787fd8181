from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.training.stored import Packed, Weight
from babelix.transformer.compiled.inputs import Beside, add, beside, positions
from babelix.transformer.compiled.named import Named
from babelix.transformer.words import LOUD


class Tens:
    words = ("shy", "rotten")

    def __call__(self, ids: Any) -> Any:
        return np.where((ids >= 10) & (ids < 30), ids // 10, 0)


V = np.array([[1.0, 2.0], [-1.0, 0.5]], np.float32)
P = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]], np.float32)
E = np.zeros((31, 3), np.float32)


def test_words_add_what_the_map_makes_of_their_vectors() -> None:
    weights = {"E.weight": E, "words.V": V, "words.P": P}
    found = beside(Named(1, weights, numbers=Tens()), [[12, 4, 25, 2], [5, 2]])
    assert found is not None
    assert [each.at.tolist() for each in found] == [[0, 2], []]
    np.testing.assert_allclose(found[0].more, LOUD * np.array([[1, 6, 4], [-1, 1.5, -1.5]]))
    packed: dict[str, Weight] = {
        **weights,
        "words.V": Packed((V * 2).astype(np.int8), np.full(2, 0.5, np.float32)),
    }
    again = beside(Named(1, packed, numbers=Tens()), [[12, 4, 25, 2]])
    assert again is not None
    np.testing.assert_array_equal(again[0].more, found[0].more)
    assert beside(Named(1, {"E.weight": E}), [[12]]) is None


def test_they_are_added_to_sentences_that_lie_one_after_the_other() -> None:
    x = np.zeros(5 * 4 + 3, np.float32)
    more = np.arange(1, 4, dtype=np.float32)
    sentences = [Beside(np.array([0, 1]), np.stack([more, 10 * more])), Beside(np.array([2]), more[None])]
    add(sentences, np.array([2, 3]), x, 4, 3)
    expected = np.zeros((5, 4), np.float32)
    expected[0, :3], expected[1, :3], expected[4, :3] = more, 10 * more, more
    np.testing.assert_array_equal(x[:20].reshape(5, 4), expected)
    assert not x[20:].any()


def test_positions_are_as_wide_as_panels_and_learned_ones_have_an_end() -> None:
    learned = np.arange(12, dtype=np.float32).reshape(4, 3)
    given = Named(1, {"E.weight": E, "positions.embedding.weight": learned})
    found = positions(given, [([4, 2], 3)])
    np.testing.assert_array_equal(found[:, :3], learned[:3])
    assert found.shape == (3, 32)
    assert not found[:, 3:].any()
    with pytest.raises(RequestError):
        positions(given, [([4, 2], 5)])
