import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.foreign.layers import LayerNumbers
from babelix.foreign.weights import collect, looks_ahead


def flat(heads=2, queries=3, keys=5):
    return torch.full((1, heads, queries, keys), 1 / keys)


def test_layers_without_weights_keep_their_number():
    found = collect([None, flat(), None, flat()], (3, 5), "x")
    assert found.weights.shape == (2, 2, 3, 5)
    assert found.layers.numbers == (1, 3)
    assert found.layers.without() == (0, 2)


def test_what_another_kind_of_module_makes_in_the_place_of_weights_is_left_out():
    state = torch.ones(1, 2, 7, 7)
    layers = LayerNumbers((0, 1, 2), 4, modules=("Softmax", "Linear", "Softmax"))
    found = collect([flat(), state, flat()], (3, 5), "x", layers)
    assert found.layers.numbers == (0, 2)
    assert found.layers.without() == (1, 3)
    same_shape = torch.ones(1, 2, 3, 5)  # as many rows as tokens, by chance
    assert collect([flat(), same_shape, flat()], (3, 5), "x", layers).layers.numbers == (0, 2)
    with pytest.raises(RequestError, match=r"x, layer 0: expected weights of shape \[1, 2, 3, 5\], got"):
        collect([state], (3, 5), "x", LayerNumbers((0,), 1, modules=("Linear",)))


def test_half_precision_rows_are_scaled_and_wrong_ones_are_not():
    rows = torch.softmax(torch.randn(1, 2, 3, 701, generator=torch.manual_seed(3)), -1).half()
    assert abs(rows.float().sum(-1) - 1).max() > 1e-5
    weights = collect([rows], (3, 701), "x").weights
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-6)
    unscaled = collect([2 * flat()], (3, 5), "x").weights
    np.testing.assert_allclose(unscaled.sum(-1), 2, atol=1e-6)


@pytest.mark.parametrize("found", [None, (), (None, None)])
def test_nothing_is_an_error_that_names_the_fix(found):
    with pytest.raises(
        RequestError, match=r"^x: the model returned no attention weights.*attn_implementation='eager'"
    ):
        collect(found, (3, 5), "x")


def test_another_shape_names_the_layer():
    with pytest.raises(
        RequestError, match=r"x, layer 1: expected weights of shape \[1, 2, 3, 5\], got \[1, 2, 3, 7\]"
    ):
        collect([flat(), flat(keys=7)], (3, 5), "x")


def test_another_number_of_heads_names_both_layers():
    with pytest.raises(
        RequestError, match="x, layer 1: expected 2 heads as in layer 0, got 7; layers of different"
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
