import base64
import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from babelix.views.attention.page import pack


def unpacked(text):
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8)


def test_no_weight_is_off_by_more_than_promised_and_order_is_kept():
    weights = np.linspace(0, 1, 100_003, dtype=np.float32)
    shown = pack.decoded(pack.codes(weights))
    assert np.abs(shown - weights).max() <= pack.WORST_ERROR
    assert (np.diff(shown) >= 0).all()
    assert (shown[0], shown[-1]) == (0, 1)


@given(st.floats(0, 1, width=32))
def test_the_nearest_code_is_taken(weight):
    every = (np.arange(pack.LEVELS + 1) / pack.LEVELS) ** pack.POWER
    shown = pack.decoded(pack.codes(np.array([weight], dtype=np.float32)))[0]
    assert abs(shown - weight) <= np.abs(every - weight).min() + 2e-5


def test_flat_attention_over_512_tokens_does_not_vanish():
    shown = pack.decoded(pack.codes(np.full(512, 1 / 512, dtype=np.float32)))
    np.testing.assert_allclose(shown, 1 / 512, rtol=0.15)


def test_a_causal_head_stores_its_lower_triangle_row_by_row():
    weights = np.array([[1, 0, 0], [0.25, 0.75, 0], [0.5, 0.25, 0.25]], dtype=np.float32)
    expected = pack.codes(np.array([1, 0.25, 0.75, 0.5, 0.25, 0.25], dtype=np.float32))
    np.testing.assert_array_equal(unpacked(pack.packed_head(weights, causal=True)), expected)
    assert len(unpacked(pack.packed_head(weights, causal=False))) == 9


def test_thumbnails_keep_the_largest_weight_of_each_pixel():
    weights = np.zeros((1, 2, 131, 97), dtype=np.float32)
    weights[0, 1, 130, 0] = 1
    weights[0, 1, 0, 96] = 0.5
    small = unpacked(pack.packed_thumbnails(weights)).reshape(2, pack.THUMBNAIL, pack.THUMBNAIL)
    assert not small[0].any()
    assert small[1, -1, 0] == pack.LEVELS
    assert small[1, 0, -1] == pack.codes(np.array([0.5], dtype=np.float32))[0]
    assert np.count_nonzero(small) == 2
