import pytest
import torch

from babelix.enformer.fast import attention
from babelix.enformer.fast.attention import FastLayer
from babelix.enformer.positions import basis


@pytest.mark.parametrize("queries", [5, 256])
def test_chunks_of_queries_are_the_whole_layer(small, monkeypatch, queries):
    monkeypatch.setattr(attention, "QUERIES", queries)
    torch.manual_seed(2)
    layer, x, table = small.layers[1], torch.randn(17, 36), basis(17, 12)
    fast = FastLayer(layer, table)
    expected = layer(x[None], table)[0]
    assert torch.allclose(fast(x), expected, rtol=1e-5, atol=2e-5)
    # The last layer on the rows that are kept alone.
    assert torch.allclose(fast(x, slice(3, 14)), expected[3:14], rtol=1e-5, atol=2e-5)


def test_what_queries_attend_to(small):
    torch.manual_seed(2)
    layer, x, table = small.layers[0], torch.randn(17, 36), basis(17, 12)
    expected = layer.attention.weights(layer.attention_norm(x[None]), table)[0]
    found = FastLayer(layer, table).weights(x, slice(4, 11))
    assert torch.allclose(found, expected[:, 4:11], atol=1e-6)
    assert torch.allclose(found.sum(2), torch.ones(3, 7), atol=1e-6)
