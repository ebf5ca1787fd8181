import pytest
import torch

from babelix.classic.normalisation import LocalResponseNorm


def test_three_channels_by_hand():
    a = torch.tensor([1.0, 2.0, 4.0]).reshape(1, 3, 1, 1)
    norm = LocalResponseNorm(3, 3, k=1.0, alpha=0.5, beta=2.0)
    sums = torch.tensor([1 + 4, 1 + 4 + 16, 4 + 16])
    expected = torch.tensor([1.0, 2.0, 4.0]) / (1 + 0.5 * sums) ** 2
    torch.testing.assert_close(norm(a).flatten(), expected)


@pytest.mark.parametrize("channels", [2, 7, 13])
def test_it_is_torchs_with_alpha_times_n(channels):
    a = torch.randn(3, channels, 5, 2, generator=torch.Generator().manual_seed(0)) * 50
    theirs = torch.nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)
    torch.testing.assert_close(LocalResponseNorm(channels)(a), theirs(a), rtol=1e-5, atol=1e-5)


def test_gradients_are_torchs():
    a = torch.randn(2, 7, 3, 3, generator=torch.Generator().manual_seed(1), requires_grad=True)
    ours, theirs = LocalResponseNorm(7, alpha=0.1), torch.nn.LocalResponseNorm(5, alpha=0.5, beta=0.75, k=2.0)
    one = torch.autograd.grad(ours(a).square().sum(), a)[0]
    torch.testing.assert_close(one, torch.autograd.grad(theirs(a).square().sum(), a)[0], rtol=1e-4, atol=1e-5)


def test_it_learns_nothing_and_saves_nothing():
    assert LocalResponseNorm(5).state_dict() == {}
