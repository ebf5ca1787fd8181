import numpy as np
import pytest

from babelix.enrichment.constraint.shares import OUTSIDE, constrained_shares
from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.layers import layer
from babelix.genome.interval import Intervals


def of(*ends):
    return layer(Intervals.of([("c", start, end) for start, end in ends]), ())


def shares(size=100, block=20, **annotations):
    borders = {"c": np.append(np.arange(0, size, block), size)}
    constrained, exons = of((10, 30), (60, 65)), of((20, 25))
    return constrained_shares(annotations, constrained, exons, of((0, size)), borders, Draws(block, 400, 3))


def test_shares_and_folds_by_hand():
    found, other, every = shares(A=of((5, 28), (62, 70)), B=of((20, 25), (90, 95)))
    # A outside exons: 23 - 5 + 8 = 26 bases, of them 10 to 20, 25 to 28 and 62 to 65 constrained.
    assert (found.name, found.bases, found.constrained) == ("A", 26, 16)
    assert found.share.value == pytest.approx(16 / 26)
    assert (every.name, every.bases, every.constrained) == (OUTSIDE, 95, 20)
    assert found.fold.value == pytest.approx((16 / 26) / (20 / 95))
    assert (other.bases, other.constrained, other.share.value) == (5, 0, 0)
    low, high = found.share.interval
    assert low < 16 / 26 < high
    assert every.fold.interval == (1, 1)


def test_an_annotation_inside_exons_has_no_share():
    found, _ = shares(A=of((21, 24)))
    assert (found.bases, found.share.value, found.share.interval, found.fold.value) == (0, None, None, None)


def test_one_block_gives_no_interval():
    found, _ = shares(block=100, A=of((5, 28)))
    assert found.share.interval is None
