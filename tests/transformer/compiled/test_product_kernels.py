from typing import Any

import numpy as np
import pytest

from babelix.transformer.compiled.layout import PANEL
from babelix.transformer.compiled.program import products
from babelix.transformer.compiled.tiles import ADD, RELU, STORE
from babelix.transformer.compiled.weights import _KINDS, room

DEPTH, PANELS, MODES = 13, 5, (STORE, RELU, ADD)
# Of one row, of few with several panels beside each other, and of many in parts of like height; a last panel is alone.
ROWS = (1, 2, 3, 4, 5, 7, 8, 11, 19, 37)
DTYPES: dict[str, Any] = {"float32": np.float32, "uint16": np.uint16, "int8": np.int8}


def weights_of(kind: str) -> Any:
    """Return numbers that a kind has: random ones, a column of zeros, one of a single number."""
    draw = np.random.default_rng(17)
    w = draw.standard_normal((DEPTH, PANELS * PANEL)).astype(np.float32)
    if kind == "uint16":
        w.view(np.uint32)[:] &= 0xFFFF0000
    if kind == "int8":
        q = draw.integers(-127, 128, w.shape).astype(np.float32)
        q[3] = 127
        w = q * np.asarray(draw.uniform(1e-3, 3, w.shape[1]), np.float32)
    w[:, 9], w[:, 70] = 0.0, [-2.5, *[0.0] * (DEPTH - 1)]
    return w


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(products))
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
