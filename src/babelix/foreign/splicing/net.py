"""A network of SpliceAI as nodes, so that only what a variant changes is computed anew."""

import torch
from torch import Tensor, nn

from babelix.foreign.spliceai import ResidualBlock, SpliceNetwork
from babelix.tracks.incremental.net import Net, Node, Source, convolution, folded, normalised


def describe(network: SpliceNetwork) -> Net:
    """Return the nodes of one network: its output is neither, acceptor and donor (batch, 3, places).

    The second batch norm of a block is folded into the convolution before it, the taps into the head.
    """
    nodes: list[Node] = [convolution(0, network.stem)]
    tapped = [1]
    for group in network.groups:
        assert isinstance(group, nn.Sequential)
        for block in group:
            assert isinstance(block, ResidualBlock)
            before = len(nodes)
            first, second = (_norm(each) for each in block.norms)
            outer, inner = (_convolution(each) for each in block.convolutions)
            nodes.append(normalised(before, first))
            nodes.append(convolution(before + 1, outer, second, relu=True))
            nodes.append(convolution(before + 2, inner, add=before))
        tapped.append(len(nodes))
    head = network.head.weight[:, :, 0].detach()
    parts = [folded(_convolution(tap), None) for tap in network.taps]
    maps = [head @ weight[:, :, 0] for weight, _ in parts]
    bias = head @ torch.stack([bias for _, bias in parts]).sum(0) + folded(network.head, None)[1]

    def probabilities(*taps: Tensor) -> Tensor:
        total = sum((m @ x for m, x in zip(maps, taps, strict=True)), bias[:, None])
        return torch.softmax(total, dim=1)

    nodes.append(Node(tuple(Source(each) for each in tapped), probabilities))
    return Net(tuple(nodes))


def _convolution(module: nn.Module) -> nn.Conv1d:
    assert isinstance(module, nn.Conv1d)
    return module


def _norm(module: nn.Module) -> nn.BatchNorm1d:
    assert isinstance(module, nn.BatchNorm1d)
    return module
