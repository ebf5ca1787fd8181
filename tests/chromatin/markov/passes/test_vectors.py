import numba
import numpy as np
import pytest

from babelix.chromatin.markov.passes.tables import padded
from babelix.chromatin.markov.passes.vectors import add_outer, add_product, dot, multiply, propagate


@numba.njit
def call_propagate(out, x, matrix, b, scale, rows, width):
    return propagate(out, width, x, 0, matrix, width * width, b, 0, scale, rows, width)


@numba.njit
def call_others(outer, out, product, x, y, scale, rows, width):
    add_outer(outer, 0, x, 0, y, 0, scale, rows, width)
    add_product(out, 0, x, 0, y, 0, scale, width)
    multiply(product, 0, x, 0, y, 0, width)
    return dot(x, 0, y, 0, width)


@pytest.mark.slow
@pytest.mark.parametrize("states", [2, 7, 8, 13, 24])
def test_agree_with_numpy(states):
    width, rows = padded(states), states + states % 2
    draw = np.random.default_rng(states)
    x, b, y = (np.pad(draw.random(states), (0, width - states)) for _ in range(3))
    matrix = np.zeros((2, width, width))
    matrix[:, :states, :states] = draw.random((2, states, states))
    out = np.zeros(2 * width)
    total = call_propagate(out, x, matrix.ravel(), b, 0.5, rows, width)
    expected = (x @ matrix[1]) * b * 0.5
    np.testing.assert_allclose(out[width:], expected, rtol=1e-13)
    np.testing.assert_allclose(total, expected.sum(), rtol=1e-13)
    outer, added, product = np.ones(width * width), np.ones(width), np.full(width, np.nan)
    np.testing.assert_allclose(call_others(outer, added, product, x, y, 3.0, rows, width), x @ y, rtol=1e-13)
    reached = (np.arange(width) < rows)[:, None]
    np.testing.assert_allclose(outer.reshape(width, width), 1 + 3 * np.outer(x, y) * reached, rtol=1e-13)
    np.testing.assert_allclose(added, 1 + 3 * x * y, rtol=1e-13)
    np.testing.assert_allclose(product, x * y, rtol=1e-13)


@pytest.mark.slow
def test_products_and_sums_are_told_to_be_fused():
    numbers, width = np.ones(16), 8
    call_propagate(np.ones(16), numbers, np.ones(128), numbers, 0.5, 8, width)
    (text,) = call_propagate.inspect_llvm().values()
    assert "fmul contract <8 x double>" in text
