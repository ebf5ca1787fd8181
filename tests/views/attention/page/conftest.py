import numpy as np
import pytest

from babelix.inspection.attention_map import AttentionMap, AttentionSet, Kind


def _weights(layers, heads, queries, keys, causal=False, seed=0):
    weights = np.random.default_rng(seed).exponential(size=(layers, heads, queries, keys)) ** 4
    weights = np.tril(weights) if causal else weights
    return weights / weights.sum(-1, keepdims=True)


@pytest.fixture
def make_map():
    """Peaked random attention between given tokens; two lists make it cross attention."""

    def make(queries, keys=None, layers=3, heads=5, causal=False, seed=0, **fields):
        kind: Kind = "cross" if keys is not None else "decoder" if causal else "encoder"
        keys = queries if keys is None else keys
        weights = _weights(layers, heads, len(queries), len(keys), causal, seed)
        return AttentionMap(weights, tuple(queries), tuple(keys), kind, causal, **fields)

    return make


@pytest.fixture
def translations(make_map):
    """Two sentences that part at their last word, each with its translation."""
    french = ["Elle", "était", "fatiguée"]
    return [
        AttentionSet(
            (
                make_map(["it", "was", "too", word, "."], seed=seed),
                make_map(french, causal=True, seed=seed + 2, generated_from=1),
                make_map(french, ["it", "was", "too", word, "."], seed=seed + 4, generated_from=1),
            ),
            f"it was too {word} .",
        )
        for seed, word in enumerate(["tired", "wide"])
    ]
