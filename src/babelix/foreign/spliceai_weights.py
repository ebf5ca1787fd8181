"""The weights of SpliceAI, read from the package `spliceai` that the user installed. It is never imported.

Its weights are for non-commercial use (CC BY-NC 4.0), so they are read where they lie and nothing of them is kept; its
import takes over Ctrl-C and wants TensorFlow. Keras's kernels are (width, in, out), torch's (out, in, width).
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from babelix.base.errors import RequestError
from babelix.foreign.spliceai import BLOCKS, ResidualBlock, SpliceAI, SpliceNetwork

COUNT = 5
Layers = dict[str, dict[str, NDArray[np.float32]]]


def load_spliceai() -> SpliceAI:
    """Return the mean of the five networks of the installed package, on the CPU, ready to predict.

    Raises `RequestError` where the package or h5py is not installed, or its files are not what is expected.
    """
    folder = weights_folder()
    networks = [network(read_layers(folder / f"spliceai{number}.h5")) for number in range(1, COUNT + 1)]
    model = SpliceAI("spliceai (mean of 5, weights CC BY-NC 4.0)", networks).eval()
    return model.requires_grad_(False)


def weights_folder() -> Path:
    """Return where the installed package keeps its networks. Raises `RequestError` when it is not installed."""
    found = importlib.util.find_spec("spliceai")
    places: Sequence[str] = (found.submodule_search_locations or ()) if found is not None else ()
    folder = next((Path(place) / "models" for place in places), None)
    if folder is None or not (folder / "spliceai1.h5").is_file():
        raise RequestError(
            "the model spliceai is read from the package of that name, which is not installed; "
            "run PIP_NO_DEPS=1 pip install spliceai==1.3.1 (its weights are CC BY-NC 4.0: not for commercial use)"
        )
    return folder


def read_layers(path: Path) -> Layers:
    """Return the arrays of every layer of a Keras file, by the layer's name and their own.

    Raises `RequestError` where h5py is not installed or the file is not readable.
    """
    try:
        import h5py
    except ImportError:
        raise RequestError(
            "reading SpliceAI needs h5py, which is not installed; run pip install 'babelix[dna]'"
        ) from None
    layers: Layers = {}
    try:
        with h5py.File(path) as file:

            def keep(name: str, item: Any) -> None:
                if isinstance(item, h5py.Dataset):
                    *_, layer, array = name.split("/")
                    layers.setdefault(layer, {})[array.partition(":")[0]] = np.asarray(item, np.float32)

            file["model_weights"].visititems(keep)
    except (OSError, KeyError) as error:
        raise RequestError(
            f"{path} is no Keras file of weights ({error}); install spliceai==1.3.1 again"
        ) from None
    return layers


def network(layers: Layers) -> SpliceNetwork:
    """Return one network with the weights of its Keras file.

    Keras numbers layers as they were made: the stem and its tap are convolutions 1 and 2; then each group has its
    eight, and its tap after them. Raises `RequestError` for a layer that is missing or of another shape.
    """
    made = SpliceNetwork()
    numbers = iter(range(1, 2 * BLOCKS * len(made.groups) + len(made.taps) + 3))
    norms = iter(range(1, 2 * BLOCKS * len(made.groups) + 1))
    _convolution(made.stem, layers, next(numbers))
    _convolution(made.taps[0], layers, next(numbers))
    for group, tap in zip(made.groups, made.taps[1:], strict=True):
        assert isinstance(group, nn.Sequential)
        for block in group:
            assert isinstance(block, ResidualBlock)
            for norm, convolution in zip(block.norms, block.convolutions, strict=True):
                _normalisation(norm, layers, next(norms))
                _convolution(convolution, layers, next(numbers))
        _convolution(tap, layers, next(numbers))
    _convolution(made.head, layers, next(numbers))
    return made


def _convolution(module: nn.Module, layers: Layers, number: int) -> None:
    name = f"conv1d_{number}"
    _put(module.weight, layers, name, "kernel", (2, 1, 0))
    _put(module.bias, layers, name, "bias")


def _normalisation(module: nn.Module, layers: Layers, number: int) -> None:
    name = f"batch_normalization_{number}"
    for ours, theirs in (
        (module.weight, "gamma"),
        (module.bias, "beta"),
        (module.running_mean, "moving_mean"),
        (module.running_var, "moving_variance"),
    ):
        _put(ours, layers, name, theirs)


def _put(ours: Any, layers: Layers, layer: str, array: str, order: tuple[int, ...] = (0,)) -> None:
    found = layers.get(layer, {}).get(array)
    values = None if found is None or found.ndim != len(order) else found.transpose(order)
    assert isinstance(ours, Tensor)
    if values is None or values.shape != tuple(ours.shape):
        shape = "nothing" if found is None else f"an array of {found.shape}"
        raise RequestError(
            f"SpliceAI's {layer} {array}: expected {tuple(ours.shape)} in torch's order, got {shape}; "
            "install spliceai==1.3.1, the version whose networks are known"
        )
    with torch.no_grad():
        ours.copy_(torch.from_numpy(np.ascontiguousarray(values)))
