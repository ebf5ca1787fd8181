from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from babelix.classic.approximator import ACTIVATIONS, Approximator, fit, jacobian, rmse
from babelix.classic.curves import curve_of_function

PHI: dict[str, Callable[[Any], Any]] = {
    "tanh": np.tanh,
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "relu": lambda u: np.where(u > 0, u, 0),
    "sine": np.sin,
}


@pytest.mark.parametrize("name", PHI)
def test_the_sum_by_hand(name):
    f = Approximator(np.array([2.0, -1.0]), np.array([0.5, 3.0]), np.array([4.0, -0.25]), name)
    x = np.array([-1.0, 0.0, 0.7])
    expected = 4 * PHI[name](2 * x + 0.5) - 0.25 * PHI[name](-x + 3)
    np.testing.assert_allclose(f(x), expected, rtol=1e-12)
    np.testing.assert_allclose(f.neurons(x)[:, 1], -0.25 * PHI[name](-x + 3), rtol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivatives_are_those_of_differences(name):
    rng = np.random.default_rng(3)
    flat, u = rng.normal(size=15), rng.normal(size=7)

    def value(flat):
        a, b, c = flat.reshape(3, 5)
        return Approximator(a, b, c, name)(u)

    steps = np.eye(15) * 1e-6
    expected = np.stack([(value(flat + d) - value(flat - d)) / 2e-6 for d in steps], axis=1)
    np.testing.assert_allclose(jacobian(flat, u, name), expected, atol=1e-8)


def test_a_sum_of_two_neurons_is_found_again():
    true = Approximator(np.array([3.0, -2.0]), np.array([0.4, 1.1]), np.array([0.7, -1.9]), "tanh")
    x = np.linspace(-1, 1, 101)
    errors = [rmse(fit(x, true(x), 2, seed=seed, evaluations=60)(x), true(x)) for seed in range(8)]
    # Not by every start: others end where no step leads down.
    assert min(errors) < 1e-9


def test_where_and_how_large_the_curve_is_changes_nothing():
    """x moved and stretched, y stretched: the same fit there."""
    x = np.linspace(-1, 1, 53)
    y = np.sin(5 * x)
    near, far = fit(x, y, 3, seed=5), fit(1000 + 250 * x, 1e-6 * y, 3, seed=5)
    np.testing.assert_allclose(far(1000 + 250 * x), 1e-6 * near(x), rtol=1e-5, atol=1e-11)
    np.testing.assert_allclose(np.sort(far.a), np.sort(near.a / 250), rtol=1e-4)


def test_a_start_is_its_seeds():
    x = np.linspace(-1, 1, 31)
    one, same, other = (fit(x, np.abs(x), 3, seed=seed, evaluations=5).a for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one, other)


def test_a_curve_of_zeros_is_fitted_by_zeros():
    x = np.linspace(-1, 1, 31)
    assert np.abs(fit(x, 0 * x, 3)(x)).max() == 0


def test_rmse_by_hand():
    assert rmse(np.array([1.0, 2, 5]), np.array([1.0, 2, 1])) == pytest.approx(np.sqrt(16 / 3))
    assert rmse(np.array([3e200]), np.array([1e200])) == pytest.approx(2e200)
    assert rmse(np.zeros(2), np.zeros(2)) == 0


@pytest.mark.slow
@pytest.mark.figure
@pytest.mark.parametrize("name", ["wave", "beats", "fading"])
def test_twenty_neurons_are_ten_times_nearer_than_six(name):
    curve = curve_of_function(name, (-1, 1), 400)
    medians = {
        p: np.median(
            [rmse(fit(curve.x, curve.y, p, seed=seed)(curve.test_x), curve.test_y) for seed in range(10)]
        )
        for p in (6, 20)
    }
    assert medians[20] * 10 < medians[6], medians
