import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet


def flat(layers=2, heads=3, queries=5, keys=5):
    return np.full((layers, heads, queries, keys), 1 / keys, dtype=np.float32)


def encoder(**changes):
    fields = {"weights": flat(), "queries": tuple("abcde"), "keys": tuple("abcde"), "kind": "encoder"}
    return AttentionMap(**(fields | {"model": "tiny"} | changes))


def broken(place, value):
    weights = flat()
    weights[place] = value
    return weights


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "encodr"}, "unknown kind of attention 'encodr'; did you mean 'encoder'?"),
        (
            {"weights": flat()[0]},
            r"shape \[layers, heads, queries, keys\] with nothing empty, got \[3, 5, 5\]",
        ),
        ({"weights": flat()[:0]}, r"nothing empty, got \[0, 3, 5, 5\]"),
        ({"queries": tuple("abcd")}, r"expected 5 query and 5 key labels .*, got 4 and 5"),
        ({"queries": tuple("abcdf")}, "same tokens as queries and keys"),
        ({"queries": (1, 2, 3, 4, 5)}, "expected text as token labels, got 1"),
        (
            {"weights": broken((1, 2, 3, 0), np.nan)},
            "layer 1, head 2, query 3: expected finite weights, got nan",
        ),
        ({"weights": broken((1, 0, 3), [1.5, -0.5, 0, 0, 0])}, "at least 0, got -0.5"),
        (
            {"weights": broken((0, 1, 4, 0), 0.3)},
            "layer 0, head 1, query 4: .* sum to 1 within 1e-05, got 1.1000",
        ),
        ({"causal": True}, "query 0 attending to the later key 1; give causal=False"),
        ({"causal": True, "kind": "cross"}, "causal attention within one text, got kind 'cross'"),
        ({"generated_from": 6}, "generated_from between 0 and 5, got 6"),
        ({"layer_numbers": (0,)}, "expected 2 layer_numbers, got 1"),
    ],
)
def test_a_map_that_does_not_hold_together_is_refused_in_one_sentence(changes, sentence):
    attention = encoder()
    for name, value in changes.items():  # Past the type checks, which hold under pytest only.
        object.__setattr__(attention, name, value)
    with pytest.raises(RequestError, match=sentence):
        attention.__post_init__()


def test_rows_may_miss_one_by_rounding_only():
    assert encoder(weights=flat() * np.float32(1 + 5e-6)).layers == 2
    with pytest.raises(RequestError, match="sum to 1"):
        encoder(weights=flat() * np.float32(1 + 2e-5))


def test_selection_keeps_the_models_own_numbers():
    weights = flat()
    weights[1, 2] = np.eye(5)
    part = encoder(weights=weights).select(layers=[1], heads=[2, 0])
    assert part.weights.shape == (1, 2, 5, 5)
    assert (part.layer_numbers, part.head_numbers) == ((1,), (2, 0))
    np.testing.assert_array_equal(part.weights[0, 0], np.eye(5))
    again = part.select(layers=[1], heads=[0])
    assert again.head_numbers == (0,)
    with pytest.raises(RequestError, match="has no head 1; it has heads 2, 0"):
        part.select(heads=[1])
    with pytest.raises(RequestError, match="at least one layer, got none"):
        part.select(layers=[])


def test_iteration_goes_layer_by_layer():
    assert [(layer, head) for layer, head, _ in encoder()] == [(i, j) for i in range(2) for j in range(3)]


def test_a_set_holds_one_map_of_each_kind_that_fit():
    cross = AttentionMap(flat(queries=7), tuple("tuvwxyz"), tuple("abcde"), "cross")
    assert AttentionSet((encoder(), cross), "a text").get("cross") is cross
    assert AttentionSet((cross,)).get("encoder") is None
    with pytest.raises(RequestError, match="one attention map of each kind, got encoder, encoder"):
        AttentionSet((encoder(), encoder()))
    with pytest.raises(RequestError, match="a text: expected at least one attention map, got none"):
        AttentionSet(())
    other = AttentionMap(flat(queries=7), tuple("tuvwxyz"), tuple("abcdX"), "cross")
    with pytest.raises(RequestError, match="the encoder's tokens as keys"):
        AttentionSet((encoder(), other))
    with pytest.raises(RequestError, match="as many cross-attention queries as decoder tokens, 5, got 7"):
        AttentionSet((encoder(kind="decoder"), cross))
