import networkx
import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap
from babelix.inspection.flow import flow
from babelix.inspection.rollout import with_residual


def random_map(layers, heads, tokens, seed=0, causal=False):
    weights = np.random.default_rng(seed).exponential(size=(layers, heads, tokens, tokens)) ** 3
    if causal:
        weights = np.tril(weights)
    weights /= weights.sum(-1, keepdims=True)
    words = tuple(f"t{i}" for i in range(tokens))
    return AttentionMap(weights, words, words, "decoder" if causal else "encoder", causal)


def slow_flow(attention, query, top):
    """Ask networkx, with real capacities on a graph built edge by edge."""
    A = with_residual(attention)
    graph = networkx.DiGraph()
    for layer in range(top + 1):
        for i in range(A.shape[1]):
            for j in range(A.shape[1]):
                graph.add_edge((layer + 1, i), (layer, j), capacity=float(A[layer, i, j]))
    return [networkx.maximum_flow_value(graph, (top + 1, query), (0, j)) for j in range(A.shape[1])]


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_flow_equals_a_general_solver_with_real_capacities(seed, causal):
    attention = random_map(3, 2, 5, seed, causal)
    for query, layer in ((0, 2), (4, 2), (3, 1), (2, 0)):
        np.testing.assert_allclose(
            flow(attention, query, layer), slow_flow(attention, query, layer), atol=1e-6
        )


def test_one_layer_of_flow_is_the_mixing_row_itself():
    attention = random_map(1, 3, 7)
    np.testing.assert_allclose(flow(attention, 4), with_residual(attention)[0, 4], atol=1e-7)


def test_a_token_nobody_looks_at_gets_no_flow():
    assert flow(random_map(3, 2, 5, causal=True), 1)[2:].tolist() == [0, 0, 0]


def test_positions_outside_the_map_are_refused():
    attention = random_map(3, 2, 5)
    with pytest.raises(RequestError, match="expected a token from 0 to 4, got 5"):
        flow(attention, 5)
    with pytest.raises(RequestError, match="expected a layer from 0 to 2, got 3"):
        flow(attention, 0, 3)
