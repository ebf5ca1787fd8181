import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.foreign.weights import collect, looks_ahead


def flat(heads=2, queries=3, keys=5):
    return torch.full((1, heads, queries, keys), 1 / keys)


def test_layers_without_weights_keep_their_number():
    weights, numbers = collect([None, flat(), None, flat()], (3, 5), "x")
    assert weights.shape == (2, 2, 3, 5)
    assert numbers == (1, 3)


def test_half_precision_rows_are_scaled_and_wrong_ones_are_not():
    rows = torch.softmax(torch.randn(1, 2, 3, 701, generator=torch.manual_seed(3)), -1).half()
    assert abs(rows.float().sum(-1) - 1).max() > 1e-5
    weights, _ = collect([rows], (3, 701), "x")
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-6)
    unscaled, _ = collect([2 * flat()], (3, 5), "x")
    np.testing.assert_allclose(unscaled.sum(-1), 2, atol=1e-6)


@pytest.mark.parametrize("found", [None, (), (None, None)])
def test_nothing_is_an_error_that_names_the_fix(found):
    with pytest.raises(
        RequestError, match=r"^x: the model returned no attention weights.*attn_implementation='eager'"
    ):
        collect(found, (3, 5), "x")


def test_another_shape_names_the_layer():
    with pytest.raises(
        RequestError, match=r"x, layer 1: expected weights of shape \[1, 2, 3, 5\], got \[1, 7, 3, 5\]"
    ):
        collect([flat(), flat(heads=7)], (3, 5), "x")


def test_too_many_weights_are_refused_before_they_are_copied():
    vast = torch.zeros(1, 1, 1, 1).expand(1, 10, 20_000, 20_000)
    with pytest.raises(RequestError, match="1 x 10 heads of 20000 tokens are too many; shorten the text"):
        collect([vast], (20_000, 20_000), "x")


def test_looking_ahead():
    causal = np.tril(np.ones((2, 3, 5, 5), dtype=np.float32))
    assert not looks_ahead(causal)
    causal[1, 2, 0, 4] = 0.1
    assert looks_ahead(causal)
