import numpy as np
import pytest

from babelix.tracks.learning.fit import agreement, fit, interval


def test_counts_are_correlated_in_logarithms():
    p, y = np.array([1.0, 3, 2, 9, 4]), np.array([0.0, 5, 2, np.nan, 7])
    found = fit(p, y)
    known = [0, 1, 2, 4]
    assert found.pearson == pytest.approx(np.corrcoef(np.log1p(p[known]), np.log1p(y[known]))[0, 1])
    assert (found.bins, found.precision) == (4, None)


def test_peaks_are_ranked():
    found = fit([0.2, 0.9, 0.5, 0.1], [0, 1, 0, 1])
    assert (found.precision, found.prevalence) == (0.75, 0.5)


def test_nothing_known():
    assert fit([1.0], [np.nan]).bins == 0


def test_an_interval_holds_the_correlation_and_blocks_widen_it():
    draw = np.random.default_rng(5)
    y = np.repeat(draw.exponential(size=101), 7)
    p = np.repeat(draw.exponential(size=101), 7) + y
    narrow, wide = interval(p, y, 1, 500, 3), interval(p, y, 7, 500, 3)
    middle = fit(p, y).pearson
    assert wide[0] < narrow[0] < middle < narrow[1] < wide[1]
    assert np.isnan(interval(p[:5], y[:5], 7, 10, 3)).all()


def test_replicates_agree_where_both_are_known():
    a, b, c = [0.0, 3, 1, 7, 2], [1.0, 2, np.nan, 5, 2], [np.nan] * 5
    both = [0, 1, 3, 4]
    one = np.corrcoef(np.log1p(np.array(a)[both]), np.log1p(np.array(b)[both]))[0, 1]
    # A file that is unknown throughout agrees with none, and a pair without a figure is not counted.
    assert agreement(np.array([b, a, c], np.float32).T) == pytest.approx(one)
    assert agreement(np.array([a, c], np.float32).T) is None
