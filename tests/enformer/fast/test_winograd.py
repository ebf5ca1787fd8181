import torch

from babelix.enformer.fast.winograd import Winograd, matrices


def test_four_outputs_of_five_taps():
    A_T, G, B_T = matrices()
    d, g = torch.arange(1.0, 9, dtype=torch.float64), torch.tensor([2.0, -1, 0, 3, 5], dtype=torch.float64)
    by_hand = [sum(g[k] * d[t + k] for k in range(5)) for t in range(4)]
    assert torch.allclose(A_T @ ((G @ g) * (B_T @ d)), torch.stack([torch.as_tensor(one) for one in by_hand]))


def test_it_is_the_convolution_of_rows():
    torch.manual_seed(1)
    weight, h, bias = torch.randn(7, 3, 5), torch.randn(2, 17, 3), torch.randn(7)
    found = Winograd(weight)(h, bias, 0.5)
    assert found.shape == (4, 2, 4, 7)
    rows = found.permute(1, 2, 0, 3).reshape(2, 16, 7)[:, :13]
    expected = torch.nn.functional.conv1d(h.transpose(1, 2), weight).transpose(1, 2) / 2 + bias
    assert torch.allclose(rows, expected, atol=1e-5)
