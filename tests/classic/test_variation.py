import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.variation import Variation


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(1, 255, (13, 3, 11, 11)).astype(np.uint8)


def drawn(variation, images):
    return variation(images, np.random.default_rng(5))


def test_a_shift_moves_whole_pixels_and_black_comes_in(images):
    found, seen = drawn(Variation(shift=2), images), set()
    for image, moved in zip(images, found, strict=True):
        padded = np.pad(image, ((0, 0), (2, 2), (2, 2)))
        places = [(i, j) for i in range(5) for j in range(5)]
        same = [(i, j) for i, j in places if (padded[:, i : i + 11, j : j + 11] == moved).all()]
        assert len(same) == 1
        seen.add(same[0])
    assert len(seen) > 5


def test_a_mirrored_picture_is_that_of_every_other_one(images):
    found = drawn(Variation(mirror=True), images)
    mirrored = [(each == image[..., ::-1]).all() for image, each in zip(images, found, strict=True)]
    kept = [(each == image).all() for image, each in zip(images, found, strict=True)]
    assert all(a != b for a, b in zip(mirrored, kept, strict=True))
    assert 0 < sum(mirrored) < 13


def test_a_turn_goes_both_ways_and_no_further_than_told():
    """A bright dot to the right of the middle goes round it."""
    images = np.zeros((97, 1, 41, 41), np.uint8)
    images[:, 0, 20, 36:39] = 255
    found = drawn(Variation(turn=30), images).astype(float)
    rows, columns = np.mgrid[:41, :41] - 20.0
    weight = found[:, 0] / found[:, 0].sum((1, 2), keepdims=True)
    angle = np.degrees(np.arctan2((weight * rows).sum((1, 2)), (weight * columns).sum((1, 2))))
    assert -30.5 < angle.min() < -24
    assert 24 < angle.max() < 30.5


def test_what_may_not_vary_is_left_alone(images):
    assert drawn(Variation(), images) is images
    np.testing.assert_array_equal(drawn(Variation(1, 9, True), images), drawn(Variation(1, 9, True), images))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"shift": -1}, "`shift` -1: expected at least 0"),
        ({"turn": 181}, "`turn` 181: expected 0 to 180 degrees"),
    ],
)
def test_what_is_no_variation(asked, sentence):
    with pytest.raises(RequestError, match=sentence):
        Variation(**asked)
