"""AlexNet (Krizhevsky et al. 2012), its one-column variant (Krizhevsky 2014), and a small net of their kind.

Convolutions, each with a rectifier, some with normalisation and pooling after it; then fully connected layers with
dropout before each but the last. Parameters bear the names that torchvision's `alexnet` has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn

from babelix.base.errors import RequestError, did_you_mean
from babelix.classic.normalisation import LocalResponseNorm


@dataclass(frozen=True)
class Convolution:
    """One layer of kernels: `out` of them, `kernel` pixels wide; `pool` is width and step of the pooling after it."""

    out: int
    kernel: int
    stride: int = 1
    padding: int = 0
    groups: int = 1
    normalise: bool = False
    pool: tuple[int, int] | None = None


@dataclass(frozen=True)
class Shape:
    """A whole net: what it reads, `channels` of `side` x `side` pixels, its layers, and how many classes it tells."""

    channels: int
    side: int
    convolutions: tuple[Convolution, ...]
    hidden: tuple[int, ...]
    classes: int
    source: str


_OVERLAPPING = (3, 2)
SHAPES: Mapping[str, Shape] = {
    # Section 3.5 and figure 2: the second, fourth and fifth layer read the kernels of their own column alone.
    "two-column": Shape(
        3,
        224,
        (
            Convolution(96, 11, 4, 2, normalise=True, pool=_OVERLAPPING),
            Convolution(256, 5, 1, 2, groups=2, normalise=True, pool=_OVERLAPPING),
            Convolution(384, 3, 1, 1),
            Convolution(384, 3, 1, 1, groups=2),
            Convolution(256, 3, 1, 1, groups=2, pool=_OVERLAPPING),
        ),
        (4096, 4096),
        1000,
        "Krizhevsky et al. 2012",
    ),
    "one-column": Shape(
        3,
        224,
        (
            Convolution(64, 11, 4, 2, pool=_OVERLAPPING),
            Convolution(192, 5, 1, 2, pool=_OVERLAPPING),
            Convolution(384, 3, 1, 1),
            Convolution(256, 3, 1, 1),
            Convolution(256, 3, 1, 1, pool=_OVERLAPPING),
        ),
        (4096, 4096),
        1000,
        "Krizhevsky 2014, as torchvision's alexnet",
    ),
    "small": Shape(
        1,
        28,
        (
            Convolution(32, 5, 1, 2, pool=_OVERLAPPING),
            Convolution(64, 5, 1, 2, groups=2, pool=_OVERLAPPING),
            Convolution(96, 3, 1, 1, pool=(2, 2)),
        ),
        (256,),
        10,
        "ours, for pictures of 28 and 32 pixels",
    ),
}


def shape_named(size: str, *, classes: int, channels: int | None = None, side: int | None = None) -> Shape:
    """Return a size of `SHAPES` for so many classes, and where given channels and pixels a side.

    Raises `RequestError` for another name, and for pictures so small that nothing is left of them.
    """
    if size not in SHAPES:
        raise RequestError(
            f"`size` {size!r}: expected one of {', '.join(SHAPES)}{did_you_mean(size, SHAPES)}",
            setting="size",
        )
    shape = SHAPES[size]
    found = replace(shape, classes=classes, channels=channels or shape.channels, side=side or shape.side)
    if final_side(found) < 1:
        raise RequestError(
            f"`side` {found.side}: nothing is left of it after the layers of the size {size}; expected more pixels",
            setting="side",
        )
    return found


def final_side(shape: Shape) -> int:
    """Return how many pixels a side the last layer of kernels leaves."""
    side = shape.side
    for each in shape.convolutions:
        side = (side + 2 * each.padding - each.kernel) // each.stride + 1
        if each.pool is not None:
            side = (side - each.pool[0]) // each.pool[1] + 1
    return side


class ConvNet(nn.Module):
    """A net of the given shape, drawn at random; `dropout` is the share that is left out before hidden layers."""

    def __init__(self, shape: Shape, dropout: float = 0.5) -> None:
        super().__init__()
        self.shape = shape
        layers: list[nn.Module] = []
        channels = shape.channels
        for each in shape.convolutions:
            layers.append(
                nn.Conv2d(channels, each.out, each.kernel, each.stride, each.padding, groups=each.groups)
            )
            channels = each.out
            after: list[nn.Module] = [nn.ReLU()]
            if each.normalise:
                after.append(LocalResponseNorm(channels))
            if each.pool is not None:
                # The largest of rectified values is the rectified largest: pooled first, fewer are rectified.
                after.insert(len(after) if each.normalise else 0, nn.MaxPool2d(*each.pool))
            layers += after
        self.features = nn.Sequential(*layers)
        width = channels * final_side(shape) ** 2
        dense: list[nn.Module] = []
        for out in shape.hidden:
            dense += [nn.Dropout(dropout), nn.Linear(width, out), nn.ReLU()]
            width = out
        self.classifier = nn.Sequential(*dense, nn.Linear(width, shape.classes))

    def forward(self, x: Float[Tensor, "batch channels side side"]) -> Float[Tensor, "batch classes"]:
        """Return a logit for every class."""
        logits: Tensor = self.classifier(self._maps(x))
        return logits

    def embed(self, x: Float[Tensor, "batch channels side side"]) -> Float[Tensor, "batch width"]:
        """Return what the last layer but one makes of pictures: the last layer reads it."""
        h: Tensor = self.classifier[:-1](self._maps(x))
        return h

    def _maps(self, x: Tensor) -> Tensor:
        maps: Tensor = self.features(x)
        return maps.flatten(1)

    def steps(self, x: Float[Tensor, "batch channels side side"]) -> list[tuple[str, Tensor]]:
        """Return name and result of every layer of kernels (after its pooling) and of every fully connected one."""
        found: list[tuple[str, Tensor]] = []
        for name, layer in self.features.named_children():
            x = layer(x)
            if isinstance(layer, nn.Conv2d):
                found.append((f"features.{name}", x))
            else:
                found[-1] = (found[-1][0], x)
        x = x.flatten(1)
        for name, layer in self.classifier.named_children():
            x = layer(x)
            if isinstance(layer, nn.Linear):
                found.append((f"classifier.{name}", x))
            elif isinstance(layer, nn.ReLU):
                found[-1] = (found[-1][0], x)
        return found


def count_parameters(shape: Shape) -> int:
    """Return how many numbers a net of this shape learns, without making it."""
    channels, total = shape.channels, 0
    for each in shape.convolutions:
        total += each.out * (channels // each.groups) * each.kernel**2 + each.out
        channels = each.out
    widths: Sequence[int] = (channels * final_side(shape) ** 2, *shape.hidden, shape.classes)
    return total + sum(n * m + m for n, m in pairwise(widths))
