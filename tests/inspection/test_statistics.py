import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.inspection.statistics import first_free_row, head_average, statistics


def attention(weights, kind="encoder", causal=False, words=None):
    weights = np.asarray(weights, dtype=np.float32)
    keys = words or tuple(f"k{i}" for i in range(weights.shape[-1]))
    queries = keys if kind != "cross" else tuple(f"q{i}" for i in range(weights.shape[-2]))
    return AttentionMap(weights, queries, keys, kind, causal)


def causal_text(words, source=None):
    n = len(words)
    own = attention(
        np.tril(np.ones((n, n)))[None, None] / np.arange(1, n + 1)[:, None], "decoder", True, words
    )
    if source is None:
        return AttentionSet((own,))
    flat = np.full((1, 1, n, len(source)), 1 / len(source), dtype=np.float32)
    return AttentionSet((own, AttentionMap(flat, words, source, "cross")))


def test_statistics_computed_by_hand():
    head = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.25, 0.25, 0.5]]
    found = statistics(attention([[head, np.eye(3)]]))
    expected = {
        "entropy": (0 + 1 + 1.5) / 3,
        "distance": (0 + 0.5 + 0.5 + 0.25) / 3,
        "previous": (0.5 + 0.25) / 2,
        "first": (0.5 + 0.25) / 2,
        "same": 2 / 3,
    }
    for name, value in expected.items():
        of_itself = 1 if name == "same" else 0  # the second head looks at its own token alone
        np.testing.assert_allclose(getattr(found, name), [[value, of_itself]], err_msg=name)
    assert "bits" in found.signature


def test_flat_attention_has_the_entropy_of_its_keys_and_cross_attention_nothing_else():
    found = statistics(attention(np.full((2, 3, 5, 7), 1 / 7), "cross"))
    np.testing.assert_allclose(found.entropy, np.full((2, 3), np.log2(7)), rtol=1e-6)
    assert (found.distance, found.previous, found.first, found.same) == (None, None, None, None)


def test_one_token_has_nothing_before_it():
    found = statistics(attention(np.ones((1, 1, 1, 1))))
    assert (found.previous.item(), found.first.item(), found.same.item()) == (0, 0, 1)
    assert not np.signbit(found.entropy).any()


def test_head_average_is_the_mean_of_the_heads():
    weights = np.stack([np.eye(5), np.roll(np.eye(5), 1, 1), np.full((5, 5), 0.2)])[None]
    np.testing.assert_allclose(head_average(attention(weights))[0], weights[0].mean(0), rtol=1e-6)


def test_the_first_row_that_can_differ():
    tired, wide = (
        ("because", "it", "was", "too", "tired", "."),
        ("because", "it", "was", "too", "wide", "."),
    )
    assert first_free_row(causal_text(tired), causal_text(wide), "decoder") == 4
    assert first_free_row(causal_text(tired), causal_text(tired), "decoder") is None
    assert first_free_row(causal_text(tired, ("un",)), causal_text(wide, ("deux",)), "decoder") == 0
    assert first_free_row(causal_text(tired, ("un",)), causal_text(wide, ("un",)), "decoder") == 4
    one, other = (
        AttentionSet((attention(np.full((1, 1, 6, 6), 1 / 6), words=words),)) for words in (tired, wide)
    )
    assert first_free_row(one, other, "encoder") == 0
    with pytest.raises(RequestError, match="expected cross attention in both texts, got it in none"):
        first_free_row(one, other, "cross")


def test_a_key_to_the_right_is_as_far_as_one_to_the_left():
    found = statistics(attention([[[[0.5, 0.5], [0.25, 0.75]]]]))
    assert found.distance is not None
    np.testing.assert_allclose(found.distance, [[(0.5 + 0.25) / 2]])
