from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.atlas.points import Points, unit


@pytest.fixture
def points():
    """Seven points of two classes."""
    rng = np.random.default_rng(0)
    X, raw = (rng.normal(size=(7, width)).astype(np.float32) for width in (3, 5))
    words, labels = tuple("abcdefg"), np.array([0, 1, 0, 0, 1, 0, 0])
    return Points("seven", "states", X, "letters", raw, None, words, labels, ("il", "elle"), cosine=True)


def test_rows_of_length_one():
    assert unit(np.array([[3.0, 4], [0, 0]])).tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))


def test_what_will_do(points):
    points.check()
    replace(points, labels=None, classes=()).check()
    assert len(points) == 7


def test_what_will_not_do(points):
    holed = points.vectors.copy()
    holed[[2, 5], 1] = np.nan
    for changed, sentence in [
        ({"vectors": points.vectors[:4]}, "seven: 4 points are too few; expected at least 5"),
        ({"vectors": holed}, "seven: the states of 2 of 7 points are no finite numbers"),
        ({"raw": points.raw * np.inf}, "seven: the letters of 7 of 7 points are no finite numbers"),
        ({"vectors": np.ones((7, 3), np.float32)}, "the states of all 7 points are the same"),
        ({"labels": np.ones(7, np.int64)}, "all 7 points are of one class, 'elle'; expected two or more"),
    ]:
        with pytest.raises(RequestError, match=sentence):
            replace(points, **changed).check()
