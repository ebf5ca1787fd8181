import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.genome.region import Region
from babelix.tracks.model import Geometry
from babelix.tracks.windows import Window, merged, shortened, windows_on_grid, windows_over

OWN = Geometry(window=28, bin=4, crop=1, multiple=4)  # 5 bins of 4 bases are kept
FIXED = Geometry(window=28, bin=4, crop=1)


def test_a_single_window_is_centered():
    # Two bins for 5 bases: 3 bases hang over, 2 of them on the left.
    assert list(windows_over(Region("c", 100, 105), OWN)) == [Window("c", 94, 16, 98, 2)]
    # The whole window of 20 predicted bases, 8 of them on the left: bins wholly outside are left out.
    assert list(windows_over(Region("c", 100, 105), FIXED)) == [Window("c", 88, 28, 100, 2)]


def test_more_windows_lie_side_by_side_and_the_last_is_shorter():
    assert list(windows_over(Region("c", 100, 148), OWN)) == [
        Window("c", 96, 28, 100, 5),
        Window("c", 116, 28, 120, 5),
        Window("c", 136, 16, 140, 2),
    ]


def test_intervals_come_on_a_grid_each_bin_once():
    regions = [
        Region("b", 9, 10),
        Region("a", 3, 5),
        Region("a", 30, 30),
        Region("a", 6, 21),
        Region("b", 1, 2),
    ]
    assert merged(regions, 4) == [Region("b", 0, 4), Region("b", 8, 12), Region("a", 0, 24)]
    assert list(windows_on_grid(regions, OWN)) == [
        Window("b", -4, 12, 0, 1),
        Window("b", 4, 12, 8, 1),
        Window("a", -4, 28, 0, 5),
        Window("a", 16, 12, 20, 1),
    ]
    # A model of one length keeps of its window what was asked for.
    assert list(windows_on_grid([Region("b", 1, 2)], FIXED)) == [Window("b", -4, 28, 0, 1)]


def test_the_shortest_window_is_a_multiple():
    coarse = Geometry(window=48, bin=4, crop=1, multiple=16)
    assert [shortened(coarse, bins).window for bins in (1, 2, 3, 10, 99)] == [16, 16, 32, 48, 48]


def test_a_window_is_not_shortened_where_predictions_depend_on_it():
    whole = Geometry(window=28, bin=4, crop=1, multiple=4, whole=True)
    assert shortened(whole, 1) == whole


GEOMETRIES = [OWN, FIXED, Geometry(48, 4, 1, 16), Geometry(30, 1, 7, 1), Geometry(21, 3, 2, 3)]


@settings(max_examples=31)
@given(st.integers(0, 500), st.integers(1, 300), st.sampled_from(GEOMETRIES))
def test_every_base_is_covered_once_without_a_seam(start, bases, geometry):
    region = Region("c", start, start + bases)
    for windows in (list(windows_over(region, geometry)), list(windows_on_grid([region], geometry))):
        at = windows[0].first
        for window in windows:
            assert window.first == at
            assert window.bins >= 1
            # What is kept lies inside the window, behind its margin.
            assert window.first - window.start >= geometry.margin
            assert window.start + window.bases - geometry.margin >= window.first + window.bins * geometry.bin
            assert (window.first - window.start) % geometry.bin == 0
            at += window.bins * geometry.bin
        assert region.start - geometry.bin < windows[0].first <= region.start
        assert region.end <= at < region.end + geometry.bin


def test_no_region_no_window():
    assert list(windows_over(Region("c", 5, 5), OWN)) == []
    with pytest.raises(StopIteration):
        next(windows_on_grid([], OWN))
