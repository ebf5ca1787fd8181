"""The weights that a run is loaded with."""

from pathlib import Path

from torch import Tensor

from babelix.base.errors import RequestError
from babelix.training.keeping import BEST, FINAL, LAST
from babelix.training.packing import unpack
from babelix.training.tensors import load_tensors


def weights_file(folder: Path) -> Path:
    """Return the file of a run's final weights, else its best, else its last. Raises `RequestError` on none."""
    found = next((folder / name for name in (FINAL, BEST, LAST) if (folder / name).exists()), None)
    if found is None:
        raise RequestError(f"{folder} holds no weights yet; train until its first checkpoint")
    return found


def read_weights(folder: Path) -> tuple[dict[str, Tensor], Path]:
    """Return the final weights of a run, else its best, else its last, and their file.

    Raises `RequestError` where there are none yet, or the file is damaged.
    """
    found = weights_file(folder)
    tensors, _ = load_tensors(found)
    if found.name == LAST:
        tensors = {k.removeprefix("model."): t for k, t in tensors.items() if k.startswith("model.")}
        return tensors, found
    return unpack(tensors), found
