import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap
from babelix.inspection.heads import best_in_the_worst, preference, sharpest_layer

LABELS = ("an", "imal", " street", " i", "t")


def pieces() -> AttentionMap:
    """Two layers, two heads; only the rows of "it", two pieces, are not flat."""
    weights = np.full((2, 2, 5, 5), 0.2, dtype=np.float32)
    weights[0, 0, 3] = [0.1, 0.3, 0.2, 0.4, 0.0]
    weights[0, 0, 4] = [0.5, 0.1, 0.0, 0.2, 0.2]
    weights[1, 1, 3] = [0.0, 0.0, 0.75, 0.25, 0.0]
    weights[1, 1, 4] = [0.25, 0.0, 0.25, 0.0, 0.5]
    return AttentionMap(weights, LABELS, LABELS, "encoder")


def test_preference_sums_pieces_of_a_noun_and_averages_those_of_the_word() -> None:
    found = preference(pieces(), "it", "animal", "street")
    assert found.shape == (2, 2)
    # (0.1 + 0.3 + 0.5 + 0.1) / 2 - (0.2 + 0) / 2
    assert found[0, 0] == pytest.approx(0.4)
    # (0 + 0 + 0.25 + 0) / 2 - (0.75 + 0.25) / 2
    assert found[1, 1] == pytest.approx(-0.375)
    # two pieces of "animal" and one of "street", 0.2 each
    assert found[0, 1] == found[1, 0] == pytest.approx(0.2)
    np.testing.assert_allclose(preference(pieces(), "it", "street", "animal"), -found)


def test_a_word_must_be_there() -> None:
    with pytest.raises(RequestError, match="no word 'dog' among the tokens"):
        preference(pieces(), "it", "dog", "street")


def numbered(layers: int = 2, heads: int = 3) -> AttentionMap:
    weights = np.full((layers, heads, 1, 1), 1.0)
    return AttentionMap(weights, ("a",), ("a",), "encoder", layer_numbers=(4, 9), head_numbers=(2, 5, 7))


def test_the_best_head_is_that_of_the_largest_smallest_margin() -> None:
    tired = np.array([[0.9, 0.3, 0.1], [0.0, 0.5, -0.2]], dtype=np.float32)
    wide = np.array([[-0.4, 0.2, 0.8], [0.1, 0.25, 0.0]], dtype=np.float32)
    # Smallest of each: -0.4 0.2 0.1 / 0 0.25 -0.2. The mean would choose layer 4, head 7.
    assert best_in_the_worst(numbered(), [tired, wide]) == (9, 5, 0.25)


def test_no_head_may_be_right_and_the_first_of_equals_is_chosen() -> None:
    margins = np.array([[-0.5, -0.25, -0.25], [-0.25, -1, -1]], dtype=np.float32)
    found = best_in_the_worst(numbered(), [margins])
    assert (found.layer, found.head, found.margin) == (4, 5, -0.25)


def test_the_sharpest_layer_is_that_of_the_least_entropy_of_the_average_over_heads() -> None:
    weights = np.zeros((2, 2, 2, 4), dtype=np.float32)
    # Each head of the first layer is sharp, and their average is not: 1 bit in either row.
    weights[0, 0, :, 0] = weights[0, 1, :, 3] = 1
    # Rows of 0 bits and of 1.5: 0.75 on average.
    weights[1, :, 0, 2] = 1
    weights[1, :, 1] = [0.5, 0.25, 0.25, 0]
    attention = AttentionMap(weights, ("x", "y"), tuple("abcd"), "cross", layer_numbers=(3, 6))
    assert sharpest_layer(attention) == pytest.approx((6, 0.75))
    assert sharpest_layer(attention.select([3])) == pytest.approx((3, 1.0))
