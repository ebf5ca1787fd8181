"""Our convolutional nets in torch's own modules: the peer of benchmarks and the oracle of tests.

Parameters bear the names that torchvision's `alexnet` has, so that weights are exchanged as they are.
"""

from collections import OrderedDict

from torch import nn


def torch_net(size: str, dropout: float = 0.5) -> nn.Sequential:
    """Return the plain modules of `two-column`, `one-column` or `small`, for MNIST's pictures."""
    features, width, hidden, classes = {
        "two-column": (two_column(), 256 * 6 * 6, (4096, 4096), 1000),
        "one-column": (one_column(), 256 * 6 * 6, (4096, 4096), 1000),
        "small": (small(), 96 * 3 * 3, (256,), 10),
    }[size]
    dense: list[nn.Module] = []
    for out in hidden:
        dense += [nn.Dropout(dropout), nn.Linear(width, out), nn.ReLU()]
        width = out
    classifier = nn.Sequential(*dense, nn.Linear(width, classes))
    return nn.Sequential(OrderedDict(features=features, flat=nn.Flatten(), classifier=classifier))


def one_column() -> nn.Sequential:
    """Return torchvision's `alexnet`, written out."""
    return nn.Sequential(
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


def two_column() -> nn.Sequential:
    """Return Krizhevsky et al. 2012 in torch's modules; torch's alpha is over the five neighbours."""
    return nn.Sequential(
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


def small() -> nn.Sequential:
    """Return our small size, as one writes it first."""
    return nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(32, 64, 5, padding=2, groups=2),
        nn.ReLU(),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 96, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )
