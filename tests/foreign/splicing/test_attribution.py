import numpy as np
import pytest
import torch

from babelix.foreign.spliceai import SpliceAI
from babelix.foreign.splicing.attribution import SpliceAttribution
from babelix.tracks.attribution import Aim, Plain


@pytest.mark.slow  # 10,000 bases through a network, several times on both strands
def test_the_same_as_whole_windows(trained_like):
    model = SpliceAI("random", [trained_like])
    x = torch.eye(4)[np.random.default_rng(4).integers(0, 4, 10_013)]
    x[5_008] = 0
    aim, done = Aim(5_008, 5_009, (3, 0), slice(2, 13)), []
    reference, found = SpliceAttribution(model).saturation(x, aim, done.append)
    other = x.clone()
    other[5_008, 1] = 1
    plain = model(torch.stack([x, other]))[:, 2:13][..., [3, 0]].sum(1).double()
    assert sum(done) == 1
    assert torch.allclose(torch.stack([reference, found[0, 1]]), plain, atol=2e-6)
    assert (plain[1] - plain[0]).abs().min() > 1e-4


@pytest.mark.slow
def test_slopes_are_those_of_the_whole_model(trained_like):
    model = SpliceAI("random", [trained_like])
    x = torch.eye(4)[np.random.default_rng(5).integers(0, 4, 10_007)]
    aim = Aim(5_001, 5_004, (2,), slice(1, 6))
    found = SpliceAttribution(model).gradients(x, aim)
    assert torch.allclose(found, Plain(model).gradients(x, aim), atol=1e-7)
    assert found.abs().max() > 1e-5
