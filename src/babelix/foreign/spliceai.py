"""SpliceAI's networks as a sequence model: where introns begin and end, from 10,000 bases around each base.

Jaganathan et al. 2019, "Predicting Splicing from Primary Sequence with Deep Learning", figure S1 (SpliceAI-10k): 32
channels, sixteen residual blocks of two dilated convolutions in four groups, each group tapped by a 1 x 1 convolution,
a softmax over neither, acceptor and donor. A prediction is the mean of five networks.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from babelix.tracks.filters import FirstLayer
from babelix.tracks.model import Geometry, Track

CHANNELS = 32
BLOCKS, KERNELS, DILATIONS = 4, (11, 11, 21, 41), (1, 4, 10, 25)
# Half of what the convolutions reach over: 4 blocks x 2 convolutions x (width - 1) x dilation, summed, is 10,000.
CONTEXT = 5_000
TRACKS = (
    Track("acceptor+", 1, "splice acceptor, plus strand", 2),
    Track("donor+", 1, "splice donor, plus strand", 3),
    Track("acceptor-", -1, "splice acceptor, minus strand", 0),
    Track("donor-", -1, "splice donor, minus strand", 1),
)


class ResidualBlock(nn.Module):
    """``x + conv(relu(norm(conv(relu(norm(x))))))``, each convolution without padding: the ends of x fall away."""

    def __init__(self, kernel: int, dilation: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.BatchNorm1d(CHANNELS, eps=1e-3) for _ in range(2))
        self.convolutions = nn.ModuleList(
            nn.Conv1d(CHANNELS, CHANNELS, kernel, dilation=dilation) for _ in range(2)
        )
        self.lost = (kernel - 1) * dilation  # at each end, by both convolutions

    def forward(self, x: Float[Tensor, "batch c length"]) -> Float[Tensor, "batch c shorter"]:
        """Return the block's output, `lost` places shorter at each end."""
        y = x
        for norm, convolution in zip(self.norms, self.convolutions, strict=True):
            y = convolution(torch.relu(norm(y)))
        return x[..., self.lost : x.shape[-1] - self.lost] + y


class SpliceNetwork(nn.Module):
    """One of the five networks.

    The original pads each convolution with zeros and cuts 5,000 places off each end at last: just what the padding
    touched. Here nothing is padded, and the same numbers come out of less work.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv1d(4, CHANNELS, 1)
        self.taps = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, 1) for _ in range(len(KERNELS) + 1))
        self.groups = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(kernel, dilation) for _ in range(BLOCKS)))
            for kernel, dilation in zip(KERNELS, DILATIONS, strict=True)
        )
        self.head = nn.Conv1d(CHANNELS, 3, 1)

    def first(self, x: Float[Tensor, "batch 4 length"]) -> Float[Tensor, "batch c shorter"]:
        """Return what the first convolution over several bases makes of them."""
        block = next(each for each in self.modules() if isinstance(each, ResidualBlock))
        norm, convolution = block.norms[0], block.convolutions[0]
        found: Tensor = convolution(torch.relu(norm(self.stem(x))))
        return found

    def forward(self, x: Float[Tensor, "batch 4 length"]) -> Float[Tensor, "batch 3 shorter"]:
        """Return the probabilities of neither, acceptor and donor, 5,000 places shorter at each end."""
        left = x.shape[-1] - 2 * CONTEXT
        x = self.stem(x)
        total = self.taps[0](_middle(x, left))
        for group, tap in zip(self.groups, self.taps[1:], strict=True):
            x = group(x)
            total = total + tap(_middle(x, left))
        return torch.softmax(self.head(total), dim=1)


class SpliceAI(nn.Module):
    """The mean of the networks on both strands, as the contract of `babelix.tracks.model` has it."""

    assembly: str | None = None  # trained on GRCh37's genes; reads any human genome
    # 50,000 bases predicted at a time: a sixth of the work goes into the margins.
    geometry = Geometry(window=60_000, bin=1, crop=CONTEXT, multiple=1)
    tracks: tuple[Track, ...] = TRACKS

    def __init__(self, name: str, networks: Sequence[SpliceNetwork]) -> None:
        super().__init__()
        self.name = name
        self.networks = nn.ModuleList(networks)

    def first_layer(self) -> FirstLayer:
        """Return the filters of all networks' first convolution over several bases, network after network."""
        networks = [net for net in self.networks if isinstance(net, SpliceNetwork)]

        def compute(x: Tensor) -> Tensor:
            return torch.cat([net.first(x) for net in networks], dim=1)

        return FirstLayer(KERNELS[0], compute, networks[0].stem.weight)

    def forward(self, one_hot: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch bins 4"]:
        """Return acceptor and donor of the plus strand, then of the minus strand, by its reverse complement."""
        plus = one_hot.transpose(1, 2)
        found = []
        # One window at a time and both strands apart: the same numbers, to the last digit, whatever else is computed.
        for strand in (plus, plus.flip(1, 2)):
            rows = [torch.stack([net(row[None])[0] for net in self.networks]).mean(0) for row in strand]
            found.append(torch.stack(rows)[:, 1:])
        return torch.cat([found[0], found[1].flip(2)], dim=1).transpose(1, 2)


def _middle(x: Tensor, length: int) -> Tensor:
    cut = (x.shape[-1] - length) // 2
    return x[..., cut : cut + length]
