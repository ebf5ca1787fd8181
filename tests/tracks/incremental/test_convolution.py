import pytest
import torch
from torch.nn import functional

from babelix.tracks.incremental import convolution
from babelix.tracks.incremental.convolution import Convolution


def test_three_places_by_hand():
    found = Convolution(torch.tensor([[[1.0, 10.0]]]), torch.tensor([100.0]), 2)
    assert found(torch.tensor([[[1.0, 2, 3, 4, 5]]])).tolist() == [[[131.0, 142.0, 153.0]]]


@pytest.mark.parametrize(("width", "dilation", "long"), [(3, 1, 0), (37, 1, 0), (37, 5, 0), (5, 7, 10**9)])
@pytest.mark.parametrize("left", [1, 43, 149])
def test_every_way_is_the_library_one(monkeypatch, width, dilation, long, left):
    """By transform where kernels are wide, as one product where few values are dilated, else the library's."""
    monkeypatch.setattr(convolution, "LONG", long)
    torch.manual_seed(left)
    weight, bias = torch.randn(17, 19, width), torch.randn(17)
    # A part of a longer tensor: strides and offset are its own.
    x = torch.randn(2, 19, left + (width - 1) * dilation + 11)[..., 11:]
    expected = functional.conv1d(x, weight, bias, dilation=dilation)
    run = Convolution(weight, bias, dilation)
    assert run.transforms == (width == 37)
    assert torch.allclose(run(x), expected, atol=2e-4)
    assert torch.allclose(run._by_transform(x), expected, atol=2e-4)
    assert torch.allclose(run._as_product(x, left), expected, atol=2e-4)


@pytest.mark.parametrize(("out", "width", "dilation"), [(1, 23, 1), (2, 19, 3)])
def test_few_channels_of_many_taps(out, width, dilation):
    torch.manual_seed(out)
    weight, bias = torch.randn(out, 11, width), torch.randn(out)
    x = torch.randn(3, 11, 101)
    run = Convolution(weight, bias, dilation)
    assert run.narrow
    assert torch.allclose(run(x), functional.conv1d(x, weight, bias, dilation=dilation), atol=1e-4)
