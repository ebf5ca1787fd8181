import pytest
import torch
from torch import nn

from babelix.foreign.spliceai import SpliceNetwork


@pytest.fixture(scope="session")
def trained_like():
    """A random network whose norms are not those of a fresh one, and whose outputs differ from place to place."""
    torch.manual_seed(6)
    network = SpliceNetwork().eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm1d):
            mean, variance = (each for each in module.buffers() if each.is_floating_point())
            nn.init.normal_(module.bias, std=0.3)
            nn.init.normal_(mean, std=0.3)
            nn.init.uniform_(variance, 0.2, 0.5)
    return network.requires_grad_(False)
