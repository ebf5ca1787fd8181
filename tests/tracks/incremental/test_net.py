import pytest
import torch
from torch import nn

from babelix.tracks.incremental.net import Net, Node, Source, convolution, folded


def test_what_is_seen_by_hand(net):
    # 2 of the stem; 2 and 4 of the dilated ones; the head's even kernel sees 1 left and 2 right.
    assert net.reads == [(0, 0), (2, 2), (4, 4), (4, 4), (8, 8), (9, 10), (9, 10)]
    assert net.read_by_output == [(9, 10), (7, 8), (5, 6), (5, 6), (1, 2), (0, 0), (0, 0)]


def test_a_net_is_its_modules(net, modules):
    stem, first, norm, second, head = modules
    one_hot = torch.eye(4)[torch.randint(4, (1, 53), generator=torch.Generator().manual_seed(5))].mT
    x = torch.relu(stem(one_hot))
    tap = x[..., 7:-8]
    x = x[..., 2:-2] + torch.relu(first(x))
    x = x[..., 4:-4] + second(torch.relu(norm(x)))
    expected = head(x) * tap[:, :2]
    assert torch.allclose(net.forward(one_hot), expected, atol=1e-5)
    assert expected.shape[-1] == 53 - 19


def test_a_norm_behind_a_convolution_is_folded(modules):
    _, first, norm, *_ = modules
    x = torch.randn(2, 7, 13)
    weight, bias = folded(first, norm)
    assert torch.allclose(nn.functional.conv1d(x, weight, bias, dilation=2), norm(first(x)), atol=1e-5)
    plain = nn.Conv1d(3, 5, 1, bias=False)
    assert folded(plain, None)[1].tolist() == [0.0] * 5


def test_a_node_that_nothing_reads_is_refused(modules):
    dangling = Net((convolution(0, modules[0]), Node((Source(0),), lambda x: x)))
    with pytest.raises(ValueError, match="node 1 is read by no other node"):
        _ = dangling.read_by_output
