import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap
from babelix.inspection.rollout import rollout


def random_map(layers, heads, tokens, causal=False, seed=0):
    weights = np.random.default_rng(seed).exponential(size=(layers, heads, tokens, tokens)) ** 3
    if causal:
        weights = np.tril(weights)
    weights /= weights.sum(-1, keepdims=True)
    words = tuple(f"t{i}" for i in range(tokens))
    return AttentionMap(weights, words, words, "decoder" if causal else "encoder", causal)


def slow_rollout(attention):
    """Follow every path from the top to the inputs, one sum at a time."""
    layers, heads, tokens, _ = attention.weights.shape

    def mix(layer, i, j):
        mean = sum(float(attention.weights[layer, head, i, j]) for head in range(heads)) / heads
        return 0.5 * mean + 0.5 * (i == j)

    def reach(layer, i, j):
        if layer == 0:
            return mix(0, i, j)
        return sum(mix(layer, i, k) * reach(layer - 1, k, j) for k in range(tokens))

    return np.array(
        [[[reach(layer, i, j) for j in range(tokens)] for i in range(tokens)] for layer in range(layers)]
    )


@pytest.mark.parametrize("causal", [False, True])
def test_rollout_equals_the_sum_over_all_paths(causal):
    attention = random_map(3, 2, 5, causal)
    rolled = rollout(attention)
    np.testing.assert_allclose(rolled, slow_rollout(attention), atol=1e-6)
    np.testing.assert_allclose(rolled.sum(-1), 1, atol=1e-5)
    if causal:
        assert not np.triu(rolled, 1).any()


def test_one_layer_by_hand_and_the_map_left_as_it_was():
    words = ("a", "b")
    attention = AttentionMap(np.array([[[[1, 0], [0.5, 0.5]], [[0, 1], [1, 0]]]]), words, words, "encoder")
    before = attention.weights.copy()
    np.testing.assert_allclose(rollout(attention)[0], [[0.75, 0.25], [0.375, 0.625]])
    np.testing.assert_array_equal(attention.weights, before)


def test_rollout_needs_every_layer_from_the_first_and_one_text():
    with pytest.raises(RequestError, match="every layer from 0 on for rollout, got layers 1, 2"):
        rollout(random_map(3, 2, 5).select(layers=[1, 2]))
    with pytest.raises(RequestError, match="within one text for rollout and flow, got cross attention"):
        rollout(AttentionMap(np.ones((1, 1, 3, 1)), tuple("abc"), ("x",), "cross"))
