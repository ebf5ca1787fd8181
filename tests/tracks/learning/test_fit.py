import numpy as np
import pytest

from babelix.tracks.learning.fit import fit


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
