import pytest
import torch

from babelix.classic.sites.nets import KINDS, Attending, Convolution, SiteNet


@pytest.fixture
def sites():
    torch.manual_seed(1)
    return torch.eye(4)[torch.randint(4, (7, 13))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_site_by_itself(kind, sites):
    net = SiteNet(kind, 13, 3).eval()
    found = net(sites)
    assert found.shape == (7, 3)
    assert torch.allclose(found[2:3], net(sites[2:3]), atol=1e-6)


def test_logistic_regression_is_one_product(sites):
    net = SiteNet("logistic", 13, 3)
    assert sum(p.numel() for p in net.parameters()) == 3 * 4 * 13 + 3
    assert torch.allclose(net(sites), sites.reshape(7, -1) @ net.head.weight.T + net.head.bias)


def test_three_nets_are_of_one_size():
    sizes = [sum(p.numel() for p in SiteNet(kind, 18, 5).parameters()) for kind in KINDS[1:]]
    assert max(sizes) < 1.25 * min(sizes)


def test_a_filter_is_found_wherever_it_stands(sites):
    body = SiteNet("cnn", 13, 3).body
    moved = torch.zeros(1, 31, 4)
    moved[:, 9:22] = sites[:1]
    again = torch.zeros(1, 31, 4)
    again[:, 10:23] = sites[:1]
    assert torch.allclose(body(moved), body(again), atol=1e-6)


@pytest.mark.parametrize(("length", "width"), [(3, 3), (4, 3), (7, 7), (18, 11)])
def test_a_filter_is_no_wider_than_the_sites(length, width):
    net = SiteNet("cnn", length, 2)
    assert isinstance(net.body, Convolution)
    assert net.body.filters.kernel_size == (width,)
    assert net(torch.zeros(5, length, 4)).shape == (5, 2)


def test_attention_sums_to_one_and_order_counts(sites):
    net = SiteNet("transformer", 13, 3).eval()
    assert isinstance(net.body, Attending)
    weights = net.body.weights(sites)
    assert weights.shape == (7, 2, 13, 13)
    assert torch.allclose(weights.sum(3), torch.ones(7, 2, 13))
    assert not torch.allclose(net(sites), net(sites.flip(1)), atol=1e-4)
