"""Weights as they lie in a file, in numpy's arrays: read without torch, which takes longest to start.

A matrix that `training.packing` packed stays whole numbers with a scale a row.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from babelix.base.errors import RequestError

SCALE = ".row_scale"
Floats: TypeAlias = NDArray[np.float32]


class Packed(NamedTuple):
    """A matrix of whole numbers q (rows, columns) with a scale a row: W[i, j] = scale_i q_ij."""

    q: NDArray[np.int8]
    scale: Floats

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the matrix."""
        return self.q.shape

    def unpacked(self) -> Floats:
        """Return the matrix in float32."""
        with np.errstate(all="ignore"):  # what is no number is told by who computes with it
            found: Floats = self.q.astype(np.float32) * self.scale[:, None]
        return found


Weight: TypeAlias = Floats | Packed
"""A weight in float32, or packed."""


def in_floats(weight: Weight) -> Floats:
    """Return a weight in float32."""
    return weight.unpacked() if isinstance(weight, Packed) else weight


def packed_rows(W: Floats) -> Packed | None:
    """Return whole numbers and a scale a row whose products are `W` to the bit; None where there are none.

    Weights that were unpacked are such. The largest of a row is 127 scales, which leaves the scale's last bit open: its
    neighbours are tried too.
    """
    with np.errstate(all="ignore"):  # what is no number is none of a scale's either
        most = np.abs(W).max(1, keepdims=True)
        scale = np.where(most == 0, np.float32(1), most / np.float32(127))
        q = np.rint(W / scale)
        wrong = (q * scale != W).any(1)
        for neighbour in (0, np.inf):
            if wrong.any():
                tried = np.nextafter(most[wrong] / np.float32(127), np.float32(neighbour))
                right = (q[wrong] * tried == W[wrong]).all(1)
                places = np.flatnonzero(wrong)[right]
                scale[places], wrong[places] = tried[right], False
    return None if wrong.any() else Packed(q.astype(np.int8), scale[:, 0])


def read_stored(path: Path, prefix: str = "") -> dict[str, Weight] | None:
    """Return the weights of a file whose names begin with `prefix`, which is left out; packed ones as they lie.

    None where the file holds other numbers than float32 and what was packed: torch knows more kinds. Raises
    `RequestError` naming a file that is missing or damaged.
    """
    with reading(path), safe_open(path, framework="np") as file:
        json.loads((file.metadata() or {}).get("state", "{}"))  # damaged where this is
        names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118
        kinds = {name: file.get_slice(name).get_dtype() for name in names}
        if not set(kinds.values()) <= {"F32", "I8"}:
            return None
        found = {name.removeprefix(prefix): file.get_tensor(name) for name in names}
    paired: dict[str, Weight] = {}
    for name, weight in found.items():
        scale = found.get(name + SCALE)
        if scale is not None and _packs(weight, scale):
            paired[name] = Packed(weight, scale)
        elif scale is not None or weight.dtype == np.int8:
            return None
        elif not name.endswith(SCALE):
            paired[name] = weight
    return paired


def _packs(q: NDArray[Any], scale: NDArray[Any]) -> bool:
    whole = q.ndim == 2 and q.dtype == np.int8 and scale.shape == q.shape[:1]
    return whole and scale.dtype == np.float32 and bool(np.isfinite(scale).all())


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise `RequestError` in the place of what a missing or damaged file makes the block raise."""
    try:
        yield
    except FileNotFoundError:
        raise RequestError(f"no such weights: {path}") from None
    except (SafetensorError, OSError, ValueError) as error:
        raise RequestError(
            f"{path} is damaged or no safetensors file ({error}); restore or fetch it again"
        ) from None


def check_shapes(
    found: Mapping[str, tuple[int, ...]], expected: Mapping[str, tuple[int, ...]], origin: str
) -> None:
    """Raise `RequestError` naming the first weight, by name, that is missing, odd or misshapen."""
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            raise RequestError(f"{origin} lacks the tensor {name!r}; it belongs to another model")
        if name not in expected:
            raise RequestError(
                f"{origin} holds {name!r}, which this model has not; it belongs to another model"
            )
        if expected[name] != found[name]:
            raise RequestError(f"{origin}: {name!r} is {found[name]}, expected {expected[name]}")
