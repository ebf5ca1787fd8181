import pytest
import torch

from babelix.base.errors import RequestError
from babelix.transformer.layers import DecoderLayer, EncoderLayer, FeedForward, Residual

BATCH, LENGTH, SOURCE, D_MODEL, D_FF = 2, 5, 7, 6, 11


def test_feed_forward_is_equation_2_at_every_position():
    torch.manual_seed(41)
    network = FeedForward(D_MODEL, D_FF)
    torch.nn.init.normal_(network.W_1.bias)
    torch.nn.init.normal_(network.W_2.bias)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    W_1, b_1, W_2, b_2 = network.W_1.weight.T, network.W_1.bias, network.W_2.weight.T, network.W_2.bias
    expected = torch.clamp(x @ W_1 + b_1, min=0) @ W_2 + b_2
    torch.testing.assert_close(network(x), expected, atol=1e-6, rtol=0)
    torch.testing.assert_close(network(x[:, 3:4]), expected[:, 3:4], atol=1e-6, rtol=0)


def test_post_norm_and_pre_norm_by_hand():
    # LayerNorm of (1, 3) is (-1, 1) but for its epsilon; doubling is the sub-layer.
    x = torch.tensor([[[1.0, 3.0]]])
    post = Residual(2, 0.0, pre_norm=False)(x, lambda h: torch.stack([h[..., 1], 7 * h[..., 1]], -1))
    torch.testing.assert_close(post, torch.tensor([[[-1.0, 1.0]]]), atol=1e-4, rtol=0)
    pre = Residual(2, 0.0, pre_norm=True)(x, lambda h: 2 * h)
    torch.testing.assert_close(pre, torch.tensor([[[-1.0, 5.0]]]), atol=1e-4, rtol=0)


def test_dropout_falls_on_the_sublayer_and_never_on_the_residual():
    torch.manual_seed(43)
    residual = Residual(D_MODEL, 0.5, pre_norm=True)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    added = residual(x, torch.ones_like) - x
    rounded = added.round(decimals=4)
    assert set(rounded.unique().tolist()) == {0.0, 2.0}


def test_encoder_layer_keeps_weights_only_when_asked():
    layer = EncoderLayer(D_MODEL, D_FF, heads=2, dropout=0.0)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    weights = []
    asked = layer(x, None, weights)
    torch.testing.assert_close(layer(x, None), asked, atol=1e-6, rtol=0)
    assert [tuple(A.shape) for A in weights] == [(BATCH, 2, LENGTH, LENGTH)]


def test_decoder_layer_returns_the_past_and_the_present():
    layer = DecoderLayer(D_MODEL, D_FF, heads=2, dropout=0.0, d_k=5, d_v=3)
    x, source = torch.randn(BATCH, LENGTH, D_MODEL), torch.randn(BATCH, SOURCE, D_MODEL)
    memory = layer.cross_attention.project(source)
    weights, cross_weights = [], []
    _, past = layer(x[:, :2], None, memory=memory)
    _, present = layer(x[:, 2:3], past, memory=memory, weights=weights, cross_weights=cross_weights)
    assert present.K.shape == (BATCH, 2, 3, 5)
    assert present.V.shape == (BATCH, 2, 3, 3)
    assert torch.equal(present.K[:, :, :2], past.K)
    assert weights[0].shape == (BATCH, 2, 1, 3)
    assert cross_weights[0].shape == (BATCH, 2, 1, SOURCE)


def test_a_layer_that_passes_on_returns_its_input_and_can_learn():
    torch.manual_seed(47)
    layer = EncoderLayer(D_MODEL, D_FF, heads=2, dropout=0.5, pre_norm=True)
    for bias in (layer.attention.W_O.bias, layer.feed_forward.W_2.bias, layer.feed_forward.W_1.bias):
        torch.nn.init.normal_(bias)
    layer.pass_on()
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    assert torch.equal(layer(x, None), x)
    layer(x, None).pow(2).sum().backward()
    assert layer.attention.W_O.weight.grad.abs().max() > 0
    assert layer.feed_forward.W_2.weight.grad.abs().max() > 0


def test_a_post_norm_layer_cannot_pass_on():
    with pytest.raises(RequestError, match="only where it normalises before each sub-layer"):
        EncoderLayer(D_MODEL, D_FF, heads=2, dropout=0.0).pass_on()
