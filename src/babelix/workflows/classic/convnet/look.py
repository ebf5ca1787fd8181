"""Look into a convolutional net: what each layer makes of one picture, and what it takes the picture for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.base.seeds import derive
from babelix.classic.alexnet import SHAPES, ConvNet, Shape, shape_named
from babelix.classic.images import read_image
from babelix.classic.labelled import as_channels, square
from babelix.training.device import best_device, undisturbed
from babelix.training.log import BEST, FINAL, LAST
from babelix.training.tensors import load_tensors, load_weights
from babelix.workflows.classic.convnet.settings import ConvnetSettings
from babelix.workflows.runs.folder import read_provenance, read_settings

READ = "pictures"
"""Where a run records how its net reads pictures."""
# What torchvision's weights read: ImageNet's mean and deviation.
_IMAGENET = {"mean": [0.485, 0.456, 0.406], "deviation": [0.229, 0.224, 0.225]}


@dataclass(frozen=True)
class Net:
    """A net, and how it reads pictures; `classes` are None where nothing names them, `trained` says if it learned."""

    name: str
    model: ConvNet
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    classes: tuple[str, ...] | None
    trained: bool


@dataclass(frozen=True)
class Layer:
    """What one layer makes of a picture: `values` [channels, rows, columns] or [width]."""

    name: str
    values: NDArray[np.float32]


@dataclass(frozen=True)
class Looked:
    """A picture as the net reads it, `pixels` [channels, side, side] of 0 to 255, and what every layer makes of it."""

    net: Net
    picture: str
    pixels: NDArray[np.uint8]
    layers: tuple[Layer, ...]

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """The softmax of the last layer, [classes]."""
        z = self.layers[-1].values.astype(np.float64)
        e = np.exp(z - z.max())
        return np.asarray(e / e.sum())

    @property
    def projection(self) -> NDArray[np.float32]:
        """What the last layer but one makes of the picture: the last layer reads it."""
        return self.layers[-2].values


def load_net(folder: Path) -> Net:
    """Return the net of a run: its final weights, else its best, else its last.

    Raises `RequestError` naming what is amiss.
    """
    settings = read_settings(folder, ConvnetSettings)
    read: Any = read_provenance(folder).get(READ)
    found = next((folder / name for name in (FINAL, BEST, LAST) if (folder / name).exists()), None)
    if found is None or not isinstance(read, dict):
        raise RequestError(f"{folder} holds no weights yet; train until its first checkpoint")
    tensors, _ = load_tensors(found)
    if found.name == LAST:
        tensors = {k.removeprefix("model."): t for k, t in tensors.items() if k.startswith("model.")}
    size = settings.model.size
    shape = shape_named(size, classes=len(read["classes"]), channels=read["channels"], side=read["side"])
    return Net(
        folder.name,
        _loaded(shape, tensors, str(found)),
        tuple(read["mean"]),
        tuple(read["deviation"]),
        tuple(read["classes"]),
        trained=True,
    )


def sized_net(size: str, weights: Path | None, seed: int) -> Net:
    """Return a net of a named size with the weights of a file, or drawn at random, which is then not `trained`.

    Raises `RequestError` naming the first tensor of the file that does not fit.
    """
    if size not in SHAPES:
        shape_named(size, classes=2)  # says what was expected
    shape = SHAPES[size]
    if weights is not None:
        model = _loaded(shape, load_tensors(weights)[0], str(weights))
    else:
        with undisturbed():
            torch.manual_seed(derive(seed, "model"))
            model = ConvNet(shape)
    scale = _IMAGENET if shape.channels == 3 else {"mean": [0.5], "deviation": [0.5]}
    name = size if weights is None else weights.name
    mean, deviation = tuple(scale["mean"]), tuple(scale["deviation"])
    return Net(name, model.to(best_device()).eval(), mean, deviation, None, weights is not None)


def _loaded(shape: Shape, tensors: dict[str, Tensor], origin: str) -> ConvNet:
    model = ConvNet(shape)
    load_weights(model, tensors, origin)
    return model.to(best_device()).eval()


@checked
def look(
    image: Path, run: Path | None = None, size: str | None = None, weights: Path | None = None, seed: int = 1
) -> Looked:
    """Return what every layer of a net makes of a picture: of a `run`, or of a `size` with `weights` or without.

    The picture's middle square is brought to the net's side, colour made gray or gray three channels as the net reads.
    Raises `RequestError` for both or neither, and for a picture or weights that will not do.
    """
    if (run is None) == (size is None):
        raise RequestError(
            "give either `run`, a trained net, or `size`, a named one", setting=("run", "size")
        )
    if weights is not None and size is None:
        raise RequestError(
            "`weights` go with `size`; a `run` has its own", setting=("weights", "size", "run")
        )
    at_least(0, seed=seed)
    net = load_net(run) if run is not None else sized_net(size or "", weights, seed)
    shape = net.model.shape
    pixels = as_channels(square(read_image(image), shape.side), shape.channels)
    x = torch.from_numpy(np.array(pixels)).float()[None] / 255
    mean, deviation = (torch.tensor(each)[:, None, None] for each in (net.mean, net.deviation))
    with torch.no_grad():
        steps = net.model.steps(((x - mean) / deviation).to(best_device()))
    layers = tuple(Layer(name, each[0].float().cpu().numpy()) for name, each in steps)
    return Looked(net, image.name, pixels, layers)
