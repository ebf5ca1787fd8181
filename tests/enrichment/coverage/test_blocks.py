import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.blocks import Draws, by_block, edges, share_intervals
from babelix.genome.overlap import union

SIZES = {"a": 25, "b": 10}
LAYER = {"a": union(np.array([8, 22]), np.array([13, 25]))}


def test_bases_of_each_block():
    borders = edges(SIZES, 10)
    assert {name: each.tolist() for name, each in borders.items()} == {"a": [0, 10, 20, 25], "b": [0, 10]}
    assert by_block(LAYER, borders).tolist() == [2, 3, 3, 0]


def test_the_interval_is_that_of_blocks_drawn_one_by_one():
    covered, length = np.array([2, 3, 3, 0]), np.array([10, 10, 5, 10])
    numbers = np.random.default_rng(7)
    drawn = numbers.integers(0, 4, (20_011, 4))
    low, high = np.quantile(covered[drawn].sum(1) / length[drawn].sum(1), [0.025, 0.975])
    (ends,) = share_intervals([LAYER], SIZES, Draws(10, 20_011, 5))
    assert ends is not None
    assert list(ends) == [pytest.approx(low, abs=0.02), pytest.approx(high, abs=0.02)]


def test_one_block_has_no_interval():
    assert share_intervals([LAYER], {"a": 25}, Draws(1000)) == [None]


@pytest.mark.parametrize("wrong", [{"block": 0}, {"samples": 0}])
def test_nothing_to_draw_is_refused(wrong):
    with pytest.raises(RequestError, match="0: expected at least 1"):
        Draws(**wrong)
