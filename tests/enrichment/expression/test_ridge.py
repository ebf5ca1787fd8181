import numpy as np
import pytest

from babelix.enrichment.expression.ridge import Sums


def test_one_column_by_hand():
    """x = 0, 2, 4 has mean 2 and variance 8/3; z'z = 3, z'y = (6 - 0) / sqrt(8/3): w = z'y / (3 + penalty)."""
    x, y = np.array([[0.0], [2], [4]]), np.array([0.0, 3, 3])
    least, ridge = Sums.of(x, y).fits([1e-12, 3])
    assert least.weights == pytest.approx([0.75])
    assert ridge.weights == pytest.approx([0.375])
    assert ridge.intercept == pytest.approx(2 - 0.375 * 2)
    assert ridge.predict(x) == pytest.approx([1.25, 2, 2.75])


def test_the_normal_equations_hold_with_more_columns_than_rows():
    numbers = np.random.default_rng(3)
    X, y = numbers.normal(size=(7, 11)) * np.arange(1, 12), numbers.normal(size=7)
    (fit,) = Sums.of(X, y).fits([2.0])
    z, spread = X - X.mean(0), X.std(0)
    standard = z / spread
    weights = np.linalg.solve(standard.T @ standard + 2 * np.eye(11), standard.T @ (y - y.mean()))
    assert fit.weights == pytest.approx(weights / spread)
    assert fit.predict(X).mean() == pytest.approx(y.mean())


def test_a_column_that_never_varies_weighs_nothing():
    X = np.array([[1.0, 0], [1, 1], [1, 0], [1, 1]])
    (fit,) = Sums.of(X, np.array([0.0, 2, 0, 2])).fits([1e-9])
    assert fit.weights == pytest.approx([0, 2])


def test_sums_add_up():
    numbers = np.random.default_rng(5)
    X, y = numbers.integers(0, 2, (13, 3)).astype(float), numbers.normal(size=13)
    parts = Sums.all([Sums.of(X[:5], y[:5]), Sums.of(X[5:], y[5:])])
    (one,), (other,) = parts.fits([1.5]), Sums.of(X, y).fits([1.5])
    assert one.weights == pytest.approx(other.weights)
    assert one.intercept == pytest.approx(other.intercept)
