"""The weights that a run is loaded with."""

from pathlib import Path

from torch import Tensor

from babelix.training.log import LAST
from babelix.training.packing import unpack
from babelix.training.tensors import load_tensors
from babelix.workflows.runs.folder import weights_file


def read_weights(folder: Path) -> tuple[dict[str, Tensor], Path]:
    """Return the final weights of a run, else its best, else its last, and their file.

    Raises `RequestError` where there are none yet, or the file is damaged.
    """
    found = weights_file(folder)
    tensors, _ = load_tensors(found)
    if found.name == LAST:
        tensors = {k.removeprefix("model."): t for k, t in tensors.items() if k.startswith("model.")}
        return tensors, found
    return unpack(tensors, str(found)), found
