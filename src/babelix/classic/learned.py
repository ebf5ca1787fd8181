"""The kernels that a net has learned in its first layer, read from its weights' file without the net."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from babelix.base.errors import RequestError

_WEIGHTS = "model.safetensors"


def first_kernels(path: Path) -> tuple[str, NDArray[np.float32]]:
    """Return name and values, [kernels, channels, rows, columns], of the first layer of kernels in a file of weights.

    `path` is a .safetensors file, or a run's folder that holds one. First is by name, numbers by their value. Raises
    `RequestError` for a file that is missing, damaged, or without such a layer.
    """
    file = path / _WEIGHTS if path.is_dir() else path
    try:
        with safe_open(file, framework="numpy") as weights:
            names = sorted(weights.keys(), key=_by_number)
            found = next((name for name in names if len(weights.get_slice(name).get_shape()) == 4), None)
            if found is None:
                raise RequestError(f"{file} holds no layer of kernels; expected a tensor of four dimensions")
            return found, np.asarray(weights.get_tensor(found), dtype=np.float32)
    except FileNotFoundError:
        raise RequestError(f"no such weights: {file}") from None
    except (SafetensorError, OSError, ValueError, TypeError) as error:
        raise RequestError(f"{file} is damaged or no safetensors file ({error})") from None


def _by_number(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in name.split(".")]
