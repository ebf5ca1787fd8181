"""A convolution-only net as a graph: each node computes a value a place from some places of the nodes before it.

Places are those of the input: a convolution without padding and with an odd kernel leaves its outputs where the middle
of what they read stands, so that sums of nodes need no cropping. A net that pads with zeros and crops at last just what
the padding touched (SpliceAI, BPNet) is such a net.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor, nn

from babelix.tracks.incremental.convolution import Convolution


@dataclass(frozen=True)
class Source:
    """What a node reads: of node `node`, for place t, the places ``[t - left, t + right]``."""

    node: int
    left: int = 0
    right: int = 0


@dataclass(frozen=True)
class Node:
    """One step. `compute` takes a tensor a source, (batch, channels, places + left + right), and leaves it as it is.

    It returns (batch, channels, places); the value at a place depends on nothing but what the sources say.
    """

    sources: tuple[Source, ...]
    compute: Callable[..., Tensor]


@dataclass(frozen=True)
class Net:
    """Nodes in the order in which they are computed. Number 0 is the one-hot input, ``nodes[0]`` is number 1.

    The last one is the output.
    """

    nodes: tuple[Node, ...]

    @cached_property
    def reads(self) -> list[tuple[int, int]]:
        """How far each node sees the input: (left, right) in bases, of node 0 (0, 0)."""
        found = [(0, 0)]
        for node in self.nodes:
            left = max(found[source.node][0] + source.left for source in node.sources)
            right = max(found[source.node][1] + source.right for source in node.sources)
            found.append((left, right))
        return found

    @cached_property
    def read_by_output(self) -> list[tuple[int, int]]:
        """How far the output sees each node: (left, right) in places, of the output itself (0, 0)."""
        # A node on which the output does not depend is seen nowhere: no width is needed of it.
        found: list[tuple[int, int] | None] = [None] * len(self.nodes) + [(0, 0)]
        for number in range(len(self.nodes), 0, -1):
            seen = found[number]
            if seen is None:
                raise ValueError(f"node {number} is read by no other node and is not the last")
            for source in self.nodes[number - 1].sources:
                left, right = found[source.node] or (0, 0)
                found[source.node] = (max(left, seen[0] + source.left), max(right, seen[1] + source.right))
        return [each or (0, 0) for each in found]

    def forward(self, one_hot: Tensor) -> Tensor:
        """Return the output for one-hot rows (batch, 4, bases): (batch, channels, bases less what is read beside)."""
        values, bases = [one_hot], one_hot.shape[-1]
        for node, (left, right) in zip(self.nodes, self.reads[1:], strict=True):
            values.append(
                node.compute(*(self._cut(values, each, left, bases - right) for each in node.sources))
            )
        return values[-1]

    def _cut(self, values: list[Tensor], source: Source, begin: int, end: int) -> Tensor:
        first = self.reads[source.node][0]
        return values[source.node][..., begin - source.left - first : end + source.right - first]


def convolution(
    source: int,
    module: nn.Conv1d,
    norm: nn.BatchNorm1d | None = None,
    relu: bool = False,
    add: int | None = None,
) -> Node:
    """Return the node of a convolution of `source`, whatever its padding.

    A batch `norm` behind it is folded into its weights, then a rectifier if `relu`; `add` is a node to which it is
    added, place by place.
    """
    weight, bias = folded(module, norm)
    reach = (weight.shape[-1] - 1) * module.dilation[0]
    run = Convolution(weight, bias, module.dilation[0])
    left = reach // 2
    sources = (Source(source, left, reach - left),)
    if add is None:
        return Node(sources, (lambda x: run(x).relu_()) if relu else run)
    if relu:
        return Node((*sources, Source(add)), lambda x, y: run(x).relu_().add_(y))
    return Node((*sources, Source(add)), lambda x, y: run(x).add_(y))


def normalised(source: int, norm: nn.BatchNorm1d) -> Node:
    """Return the node of a batch norm in evaluation, then a rectifier."""
    scale, shift = _line(norm)
    return Node((Source(source),), lambda x: torch.addcmul(shift[:, None], x, scale[:, None]).relu_())


def folded(module: nn.Conv1d, norm: nn.BatchNorm1d | None) -> tuple[Tensor, Tensor]:
    """Return weight (out, in, width) and bias (out) of a convolution with the batch norm that stands behind it."""
    weight = module.weight.detach()
    bias = torch.zeros(weight.shape[0]) if module.bias is None else module.bias.detach()
    if norm is None:
        return weight, bias
    scale, shift = _line(norm)
    return weight * scale[:, None, None], bias * scale + shift


def _line(norm: nn.BatchNorm1d) -> tuple[Tensor, Tensor]:
    """Return what a batch norm in evaluation multiplies each channel by, and adds to it."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
    return scale, norm.bias.detach() - norm.running_mean * scale
