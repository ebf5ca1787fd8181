from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import nn

from babelix.base.errors import RequestError
from babelix.classic.alexnet import SHAPES, ConvNet, count_parameters, final_side, shape_named


def one_column():
    """torchvision's `alexnet`, written out."""
    features = nn.Sequential(
        nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),
        nn.Conv2d(64, 192, kernel_size=5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),
        nn.Conv2d(192, 384, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv2d(384, 256, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv2d(256, 256, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),
    )
    return whole(features)


def two_column():
    """Krizhevsky et al. 2012 in torch's modules; their alpha is over the five neighbours."""
    features = nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4, padding=2),
        nn.ReLU(),
        nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2),
        nn.ReLU(),
        nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2),
        nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2),
        nn.ReLU(),
        nn.MaxPool2d(3, 2),
    )
    return whole(features)


def whole(features):
    classifier = nn.Sequential(
        nn.Dropout(),
        nn.Linear(256 * 6 * 6, 4096),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Linear(4096, 1000),
    )
    return nn.Sequential(nn.ModuleDict({"features": features, "classifier": classifier}))[0]


@pytest.mark.parametrize(
    ("size", "count"), [("two-column", 60_965_224), ("one-column", 61_100_840), ("small", 305_898)]
)
def test_published_counts(size, count):
    assert count_parameters(SHAPES[size]) == count


@pytest.mark.slow
@pytest.mark.parametrize(("size", "plain"), [("two-column", two_column), ("one-column", one_column)])
def test_plain_modules_with_the_same_weights_say_the_same(size, plain):
    net, other = ConvNet(SHAPES[size]).eval(), plain().eval()
    other.load_state_dict(net.state_dict())  # by torchvision's names, none missing
    x = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        theirs = other["classifier"](other["features"](x).flatten(1))
        torch.testing.assert_close(net(x), theirs, rtol=1e-5, atol=1e-5)


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
