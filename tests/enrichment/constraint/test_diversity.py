import numpy as np
import pytest

from babelix.enrichment.constraint.diversity import Snvs, derived_frequency, diversity
from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.layers import Set, layer
from babelix.genome.interval import Intervals


def of(*ends):
    return layer(Intervals.of([("c", start, end) for start, end in ends]), ())


@pytest.mark.parametrize(
    ("ancestor", "derived"),
    [
        ("A", 0.3),
        ("a", 0.3),
        ("A|||", 0.3),
        ("C||", 0.7),
        ("C", 0.7),
        ("c", 0.7),
        ("G", None),
        (".", None),
        ("", None),
    ],
)
def test_the_derived_allele_is_the_one_that_is_not_the_ancestors(ancestor, derived):
    found = derived_frequency(0.3, "A", "C", ancestor)
    assert np.isnan(found) if derived is None else found == pytest.approx(derived)


def test_what_varies_in_each_set_by_hand():
    snvs = Snvs(
        np.array([3, 7, 11, 17, 23, 29]),
        np.array([0.5, 0.004, 0.999, 0.0, 1.0, 0.2]),
        np.array([0.5, np.nan, 0.001, 0.0, 0.0, 0.8]),
    )
    sets = {"A": Set(of((0, 13))), "not A": Set(None, of((0, 13)))}
    borders = {"c": np.array([0, 10, 20, 31])}
    inside, outside = diversity(sets, {"c": snvs}, of((0, 31)), borders, 0.01, Draws(10, 300, 1))
    assert (inside.bases, inside.variants, inside.derived_known) == (13, 3, 2)
    expected = 2 * (0.5 * 0.5 + 0.004 * 0.996 + 0.999 * 0.001)
    assert inside.diversity.value == pytest.approx(expected / 13)
    assert inside.rare.value == pytest.approx(2 / 3)
    assert inside.derived.value == pytest.approx(0.501 / 2)
    # Of 17, 23 and 29 only the last varies.
    assert (outside.bases, outside.variants) == (18, 1)
    assert outside.diversity.value == pytest.approx(2 * 0.2 * 0.8 / 18)
    assert outside.derived.value == pytest.approx(0.8)


def test_blocks_are_drawn_whole():
    """One SNV in one of two blocks: a draw has it none, one or two times in 10 bases."""
    snvs = Snvs(np.array([2]), np.array([0.5]), np.array([np.nan]))
    borders = {"c": np.array([0, 5, 10])}
    (found,) = diversity({"all": Set()}, {"c": snvs}, of((0, 10)), borders, 0.01, Draws(5, 500, 1))
    assert found.diversity.value == pytest.approx(0.05)
    assert found.diversity.interval == pytest.approx((0, 0.1))
    assert found.derived.value is None


def test_two_alleles_of_one_site_differ_as_often_as_two_draws_do():
    snvs = Snvs(np.array([2, 2, 7]), np.array([0.5, 0.3, 0.5]), np.full(3, np.nan))
    (found,) = diversity(
        {"all": Set()}, {"c": snvs}, of((0, 10)), {"c": np.array([0, 10])}, 0.01, Draws(10, 10, 1)
    )
    assert found.diversity.value == pytest.approx((1 - 0.5**2 - 0.3**2 - 0.2**2 + 0.5) / 10)


def test_only_where_variants_were_looked_for():
    snvs = Snvs(np.array([2, 7, 29]), np.array([0.5, 0.5, 0.5]), np.full(3, np.nan))
    (found,) = diversity(
        {"all": Set()}, {"c": snvs}, of((5, 10)), {"c": np.array([5, 10])}, 0.01, Draws(10, 10, 1)
    )
    assert (found.bases, found.variants) == (5, 1)
