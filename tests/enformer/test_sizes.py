import pytest

from babelix.base.errors import RequestError
from babelix.enformer.sizes import PUBLISHED, TINY, Sizes, tower_channels


def test_the_published_sizes():
    assert PUBLISHED.channels == (768, 768, 896, 1024, 1152, 1280, 1536)
    assert (PUBLISHED.bin, PUBLISHED.width, PUBLISHED.features) == (128, 1536, 192)
    assert (TINY.bin, TINY.features) == (128, 24)


def test_channels_are_in_equal_ratios_and_multiples():
    assert tower_channels(18, 36, 3, 2) == (18, 26, 36)


def test_sizes_that_do_not_fit():
    with pytest.raises(RequestError, match="width 35 of attention with 3 heads: expected a multiple of 18"):
        Sizes(channels=(7, 35), layers=1, heads=3, key=5, crop=0)
    with pytest.raises(RequestError, match="expected sizes of 1 and more"):
        Sizes(channels=(36,), layers=1, heads=3, key=5, crop=0)
