import pytest
import torch
from torch import nn

from babelix.tracks.incremental.net import Net, Node, Source, convolution, normalised

CHANNELS = 7


@pytest.fixture(scope="session")
def modules():
    """A stem of 5 taps, two dilated convolutions of 3, a batch norm, a head of 4: random, in evaluation."""
    torch.manual_seed(3)
    made = [
        nn.Conv1d(4, CHANNELS, 5),
        nn.Conv1d(CHANNELS, CHANNELS, 3, dilation=2),
        nn.BatchNorm1d(CHANNELS),
        nn.Conv1d(CHANNELS, CHANNELS, 3, dilation=4),
        nn.Conv1d(CHANNELS, 2, 4),
    ]
    for tensor in (*made[2].parameters(), *(each for each in made[2].buffers() if each.is_floating_point())):
        nn.init.uniform_(tensor, 0.5, 2)
    return [each.eval().requires_grad_(False) for each in made]


@pytest.fixture(scope="session")
def net(modules):
    """The modules as residual blocks: x + relu(conv(x)), x + conv(relu(norm(x))), and a tap of the stem at the head."""
    stem, first, norm, second, head = modules
    nodes = [
        convolution(0, stem, relu=True),
        convolution(1, first, relu=True, add=1),
        normalised(2, norm),
        convolution(3, second, add=2),
        convolution(4, head),
        Node((Source(5), Source(1)), lambda x, y: x * y[:, :2]),
    ]
    return Net(tuple(nodes))
