import pytest
import torch

from babelix.foreign.spliceai import CONTEXT, SpliceNetwork
from babelix.foreign.splicing.net import describe


@pytest.mark.slow  # reads 10,000 bases around each prediction
def test_nodes_are_the_network(trained_like):
    net = describe(trained_like)
    assert net.reads[-1] == (CONTEXT, CONTEXT)
    bases = torch.eye(4)[
        torch.randint(4, (1, 2 * CONTEXT + 13), generator=torch.Generator().manual_seed(4))
    ].mT
    expected = trained_like(bases)
    assert expected.std() > 0.01
    assert torch.allclose(net.forward(bases), expected, atol=1e-6)
    assert isinstance(trained_like, SpliceNetwork)
