import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.gaussian.lengths import Lengths


@pytest.mark.parametrize(
    ("bin_size", "in_bins"),
    [
        (100, (5, 15.0, 47)),
        (
            200,
            (3, 7.5, 23),
        ),  # the least length is rounded up, the mean is not rounded, the window is rounded down
        (500, (1, 3.0, 9)),
        (501, (1, 1500 / 501, 9)),
        (4000, (1, 0.375, 2)),  # a window of one bin has no neighbours
    ],
)
def test_by_hand(bin_size, in_bins):
    assert Lengths(least=500, mean=1500, window=4799).in_bins(bin_size) == in_bins


def test_bins_without_bases_are_refused():
    with pytest.raises(RequestError, match="the bin size must be at least 1 base, got 0"):
        Lengths().in_bins(0)
