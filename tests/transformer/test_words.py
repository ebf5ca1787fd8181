import numpy as np

from babelix.transformer.words import Words


class Two:
    words = ("shy", "rotten")

    def __call__(self, ids: np.ndarray) -> np.ndarray:
        return np.zeros_like(ids)


def test_the_vectors_have_a_row_a_word():
    assert Words(Two(), 3).shape == (2, 3)
