"""Tensors of files as numpy arrays, read without torch, which takes seconds to be imported."""

from pathlib import Path
from typing import Any

from safetensors import safe_open

from babelix.training.stored import reading


def load_arrays(path: Path) -> dict[str, Any]:
    """Return the arrays of a file. Raises `RequestError` naming a file that is missing or damaged."""
    with reading(path), safe_open(path, framework="np") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
