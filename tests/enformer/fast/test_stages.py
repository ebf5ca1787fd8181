import pytest
import torch

from babelix.enformer.fast import stages
from babelix.enformer.fast.stages import FastStage, folded
from babelix.enformer.layers import gelu


def test_a_norm_folded():
    norm = torch.nn.BatchNorm1d(3).eval()
    torch.manual_seed(1)
    assert norm.running_mean is not None
    for each in (norm.weight, norm.bias, norm.running_mean):
        torch.nn.init.normal_(each)
    norm.running_var.uniform_(0.5, 2)
    x, added = torch.randn(5, 3), torch.randn(3)
    with torch.no_grad():
        expected = gelu(norm(x))
        assert torch.allclose(folded(norm, torch.float32)(x) / 1.702, expected, atol=1e-6)
        assert torch.allclose(folded(norm, torch.float32, added)(x + added) / 1.702, expected, atol=1e-6)


@pytest.mark.parametrize("winograd", [False, True])
@pytest.mark.parametrize("chunk", [1024, 16])
def test_a_stage_is_the_plain_one_at_any_chunk(small, bases, monkeypatch, winograd, chunk):
    monkeypatch.setattr(stages, "CHUNK", chunk)
    x = bases(16 * 7)
    with torch.no_grad():
        for stage in (small.stem, *small.tower):
            fast = FastStage(stage, winograd)
            expected = stage(x.transpose(1, 2)).transpose(1, 2)
            padded = torch.nn.functional.pad(x, (0, 0, fast.reach, fast.reach))
            found = fast(padded, (fast.reach, fast.reach))
            assert torch.allclose(found, expected, rtol=1e-5, atol=2e-5)
            inside = torch.ones(1, padded.shape[1], 1)
            inside[:, : fast.reach] = inside[:, inside.shape[1] - fast.reach :] = 0
            assert torch.allclose(fast(padded, mask=inside), expected, rtol=1e-5, atol=2e-5)
            x = expected
