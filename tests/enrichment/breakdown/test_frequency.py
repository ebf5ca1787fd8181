import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.breakdown.frequency import all_alike, by_frequency, by_panel


def test_common_from_the_threshold_on():
    classed = by_frequency(np.array([0.0, 0.0099, 0.01, 0.5]), 0.01)
    assert classed.names == ("common", "rare")
    np.testing.assert_array_equal(classed.index, [1, 1, 0, 0])


def test_what_has_no_frequency_is_a_class_of_its_own():
    classed = by_frequency(np.array([np.nan, 0.2, 0.001]), 0.05)
    assert [classed.names[each] for each in classed.index] == ["unknown", "common", "rare"]


@pytest.mark.parametrize("common", [0, 1, -0.1, float("nan")])
def test_a_threshold_that_is_no_share_is_refused(common):
    with pytest.raises(RequestError, match=r"`common` .*: expected a frequency between 0 and 1"):
        by_frequency(np.array([0.1]), common)


def test_a_panel_knows_positions_contig_by_contig():
    panel = {"1": np.array([5, 11]), "2": np.array([7])}
    classed = by_panel(["1", "2", "1", "3"], np.array([5, 5, 7, 5]), panel)
    assert [classed.names[each] for each in classed.index] == ["in the panel", *["absent from the panel"] * 3]


def test_without_either_all_are_alike():
    assert (all_alike(3).names, all_alike(3).index.tolist()) == (("any frequency",), [0, 0, 0])
