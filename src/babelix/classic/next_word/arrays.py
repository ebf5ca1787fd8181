"""Tensors of files as numpy arrays, read without torch, which takes seconds to be imported."""

from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from babelix.base.errors import RequestError


def load_arrays(path: Path) -> dict[str, Any]:
    """Return the arrays of a file. Raises `RequestError` naming a file that is missing or damaged."""
    try:
        with safe_open(path, framework="np") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError:
        raise RequestError(f"no such weights: {path}") from None
    except (SafetensorError, OSError, ValueError) as error:
        raise RequestError(
            f"{path} is damaged or no safetensors file ({error}); restore or fetch it again"
        ) from None
