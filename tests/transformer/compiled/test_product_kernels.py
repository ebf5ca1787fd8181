from typing import Any

import numpy as np
import pytest
import torch

from babelix.transformer.compiled.layout import BEHIND, PANEL
from babelix.transformer.compiled.program import products
from babelix.transformer.compiled.tiles import ADD, RELU, STORE
from babelix.transformer.compiled.weights import _KINDS, _LOSSLESS, room
from babelix.transformer.rounding import rounded

DEPTH, PANELS, MODES = 13, 5, (STORE, RELU, ADD)
# Of one row, of few with several panels beside each other, and of many in parts of like height; a last panel is alone.
ROWS = (1, 2, 3, 4, 5, 7, 8, 11, 19, 37)
DTYPES: dict[str, Any] = {"float32": np.float32, "uint16": np.uint16, "int8": np.int8}


def weights_of(kind: str, depth: int = DEPTH) -> Any:
    """Return numbers that a kind has: random ones, a column of zeros, one of a single number."""
    draw = np.random.default_rng(17)
    w = draw.standard_normal((depth, PANELS * PANEL)).astype(np.float32)
    if kind == "uint16":
        w.view(np.uint32)[:] &= 0xFFFF0000
    if kind == "int8":
        q = draw.integers(-127, 128, w.shape).astype(np.float32)
        q[3] = 127
        w = q * np.asarray(draw.uniform(1e-3, 3, w.shape[1]), np.float32)
    w[:, 9], w[:, 70] = 0.0, [-2.5, *[0.0] * (depth - 1)]
    return w


@pytest.mark.slow
@pytest.mark.parametrize("kind", _LOSSLESS)
def test_products_of_all_kinds_are_numpys_and_to_the_bit_those_of_float32(kind: str) -> None:
    draw, w = np.random.default_rng(3), weights_of(kind)
    bias = draw.standard_normal(PANELS * PANEL).astype(np.float32)
    near = room(1 + DEPTH, PANEL)
    for rows in ROWS:
        for mode in MODES:
            x = draw.standard_normal((rows, DEPTH + 4)).astype(np.float32)
            before = draw.standard_normal((rows, PANELS * PANEL + 3)).astype(np.float32)
            found = []
            for packed in (kind, "float32"):
                c = before.copy()
                laid = _KINDS[packed](w, bias).ravel().view(DTYPES[packed])
                products[packed](
                    *(x, 2, DEPTH + 4, rows, laid, 0, DEPTH, PANELS, c, 1, PANELS * PANEL + 3, mode, near)
                )
                found.append(c)
            assert np.array_equal(found[0], found[1])
            expected = x[:, 2 : 2 + DEPTH].astype(np.float64) @ w + bias
            written = before[:, 1:-2]
            expected = {STORE: expected, RELU: np.maximum(expected, 0), ADD: expected + written}[mode]
            np.testing.assert_allclose(found[0][:, 1:-2], expected, rtol=1e-4, atol=1e-4)
            assert np.array_equal(found[0][:, [0, -2, -1]], before[:, [0, -2, -1]]), (
                "beside it nothing is touched"
            )


def bytes_product(x: Any, w: Any, bias: Any, c: Any, mode: int) -> Any:
    """Return `c` with the product of rows and weights in bytes, all from their second number on."""
    depth, found = len(w), c.copy()
    laid, near = (
        _KINDS["uint8"](w, bias).ravel().view(np.uint8),
        room(max((1 + depth) * PANEL, len(x) * (depth // 4 + BEHIND))),
    )
    products["uint8"](
        *(x, 1, x.shape[1], len(x), laid, 0, depth, PANELS, found, 1, found.shape[1], mode, near)
    )
    return found


@pytest.mark.slow
def test_a_product_of_bytes_is_that_of_rounded_rows_and_of_a_row_alone_the_same_to_the_bit() -> None:
    draw, depth = np.random.default_rng(3), 4 * 32
    w = weights_of("int8", depth)
    bias = draw.standard_normal(PANELS * PANEL).astype(np.float32)
    for rows in ROWS:
        for mode in MODES:
            x = draw.standard_normal((rows, depth + 2)).astype(np.float32)
            x[0] *= 1e4
            before = draw.standard_normal((rows, PANELS * PANEL + 3)).astype(np.float32)
            found = bytes_product(x, w, bias, before, mode)
            expected = rounded(torch.from_numpy(x[:, 1:-1])).numpy().astype(np.float64) @ w + bias
            written = before[:, 1:-2]
            expected = {STORE: expected, RELU: np.maximum(expected, 0), ADD: expected + written}[mode]
            scale = np.abs(expected).max(1, keepdims=True)
            np.testing.assert_allclose(found[:, 1:-2] / scale, expected / scale, rtol=0, atol=1e-6)
            assert np.array_equal(found[:, [0, -2, -1]], before[:, [0, -2, -1]]), (
                "beside it nothing is touched"
            )
            alone = bytes_product(x[-1:].copy(), w, bias, before[-1:], mode)
            assert np.array_equal(alone[0], found[-1])


@pytest.mark.slow
def test_a_row_of_bytes_with_what_is_no_number_has_none_and_one_of_zeros_the_biases() -> None:
    w, bias = weights_of("int8", 32), np.arange(PANELS * PANEL, dtype=np.float32)
    x, c = np.ones((5, 34), np.float32), np.zeros((5, PANELS * PANEL + 3), np.float32)
    x[1], x[2, 20], x[3, 3] = 0.0, np.nan, np.inf
    found = bytes_product(x, w, bias, c, STORE)[:, 1:-2]
    assert np.array_equal(found[1], bias)
    assert np.isnan(found[2:4]).all()
    assert np.isfinite(found[[0, 1, 4]]).all()
    assert np.array_equal(found[0], found[4])
