from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.workflows.classic.next_word.steps import steps
from babelix.workflows.classic.next_word.train import train


def test_a_text_by_its_own_words():
    found = steps("the cat sat on the mat", width=3)
    assert found.words == ("the", "cat", "sat", "on", "the", "mat")
    assert found.vocabulary == ("<eos>", "<unk>", "the", "cat", "mat", "on", "sat")
    assert found.numbers == (2, 3, 6, 5, 2, 4)
    np.testing.assert_allclose(found.one_hot @ found.E, found.embeddings)
    assert found.one_hot.sum(1).tolist() == [1] * 6
    assert found.model is None
    np.testing.assert_array_equal(found.E, steps("the cat sat on the mat", width=3).E)


def test_the_embeddings_of_a_net(asked, tmp_path):
    train(asked("bag-of-words", epochs=1), beside=Path(), run=tmp_path / "net")
    found = steps("The cat xx", tmp_path / "net")
    assert (found.model, found.E.shape[1], found.numbers[2]) == ("net", 5, 1)
    train(asked("n-gram"), beside=Path(), run=tmp_path / "n")
    with pytest.raises(RequestError, match="`model` n counts n-grams and has no embeddings"):
        steps("The cat", tmp_path / "n")


def test_a_text_without_words():
    with pytest.raises(RequestError, match="' ' holds no word, so there is nothing to show"):
        steps(" ")
