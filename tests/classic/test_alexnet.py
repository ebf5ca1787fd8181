from dataclasses import replace
from typing import Any

import pytest
import torch
from benchmarks.classic.torch_peer import torch_net

from babelix.base.errors import RequestError
from babelix.classic.alexnet import SHAPES, ConvNet, count_parameters, final_side, shape_named


@pytest.mark.parametrize(
    ("size", "count"), [("two-column", 60_965_224), ("one-column", 61_100_840), ("small", 305_898)]
)
def test_published_counts(size, count):
    assert count_parameters(SHAPES[size]) == count


@pytest.mark.slow
@pytest.mark.parametrize("size", ["two-column", "one-column"])
def test_plain_modules_with_the_same_weights_say_the_same(size):
    net, other = ConvNet(SHAPES[size]).eval(), torch_net(size).eval()
    other.load_state_dict(net.state_dict())  # by torchvision's names, none missing
    x = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(net(x), other(x), rtol=1e-5, atol=1e-5)


def test_gradients_are_those_of_plain_modules_that_rectify_before_they_pool():
    net, other = ConvNet(SHAPES["small"], 0.0), torch_net("small", 0.0)
    other.load_state_dict(net.state_dict())
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    x = torch.randn(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    for each in (net, other):
        each(x).square().sum().backward()
    theirs = dict(other.named_parameters())
    for name, parameter in net.named_parameters():
        torch.testing.assert_close(parameter.grad, theirs[name].grad, rtol=1e-4, atol=1e-5)


def test_the_count_is_that_of_the_net():
    for channels, side, classes in ((1, 28, 10), (3, 32, 7)):
        shape = shape_named("small", channels=channels, side=side, classes=classes)
        net = ConvNet(shape)
        assert sum(p.numel() for p in net.parameters()) == count_parameters(shape)
        assert net.eval()(torch.zeros(2, channels, side, side)).shape == (2, classes)
    assert (final_side(SHAPES["small"]), final_side(SHAPES["two-column"])) == (3, 6)


def test_what_every_layer_makes_of_a_picture():
    net = ConvNet(SHAPES["small"]).eval()
    x = torch.randn(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    steps = net.steps(x)
    assert [(name, tuple(each.shape[1:])) for name, each in steps] == [
        ("features.0", (32, 13, 13)),
        ("features.3", (64, 6, 6)),
        ("features.6", (96, 3, 3)),
        ("classifier.1", (256,)),
        ("classifier.3", (10,)),
    ]
    torch.testing.assert_close(steps[-1][1], net(x))
    torch.testing.assert_close(steps[-2][1], net.embed(x))
    torch.testing.assert_close(net.classifier[-1](net.embed(x)), net(x))


def test_dropout_stands_before_hidden_layers_while_training():
    net = ConvNet(
        replace(SHAPES["small"], convolutions=SHAPES["small"].convolutions[:1], hidden=(5,)), dropout=1.0
    )
    x = torch.randn(3, 1, 28, 28)
    hidden: Any = net.classifier[1]
    last = net.classifier[3]
    torch.testing.assert_close(net(x)[0], last(hidden.bias.relu()))  # nothing of the picture comes through
    assert not torch.allclose(net.eval()(x)[0], net(x)[1])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"size": "smal"},
            "`size` 'smal': expected one of two-column, one-column, small; did you mean 'small'?",
        ),
        ({"size": "small", "side": 5}, "`side` 5: nothing is left of it after the layers of the size small"),
        ({"size": "two-column", "side": 28}, "`side` 28: nothing is left of it"),
    ],
)
def test_what_is_refused(asked, sentence):
    with pytest.raises(RequestError) as refused:
        shape_named(asked.pop("size"), classes=10, **asked)
    assert str(refused.value).startswith(sentence)
