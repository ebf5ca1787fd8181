"""Pictures with their classes: MNIST's IDX files, CIFAR's npz, a folder of pictures a class."""

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from babelix.base.errors import RequestError
from babelix.base.files import read_bytes
from babelix.classic.images import read_image

CIFAR_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")


@dataclass(frozen=True)
class Labelled:
    """Pictures as bytes [n, channels, side, side], the number of each one's class [n] in `classes`."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, places: NDArray[np.int64]) -> "Labelled":
        """Return the pictures at these places."""
        return Labelled(self.images[places], self.labels[places], self.classes)


def read_mnist(images: Path, labels: Path) -> Labelled:
    """Return the digits of two IDX files, gzipped or not. Raises `RequestError` when they are none or do not match."""
    found, numbers = _idx(images, 3), _idx(labels, 1)
    if len(found) != len(numbers):
        raise RequestError(
            f"{images} holds {len(found):,} pictures and {labels} {len(numbers):,} labels; expected as many"
        )
    return Labelled(found[:, None], numbers.astype(np.int64), tuple(str(digit) for digit in range(10)))


def _idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    content = read_bytes(path)
    start = 4 + 4 * dimensions
    if len(content) < start or content[:4] != bytes([0, 0, 8, dimensions]):
        raise RequestError(f"{path} is no IDX file of bytes in {dimensions} dimensions")
    shape = struct.unpack(f">{dimensions}I", content[4:start])
    if len(content) != start + int(np.prod(shape, dtype=np.int64)):
        raise RequestError(
            f"{path}: expected {' x '.join(map(str, shape))} bytes as its header says, got {len(content) - start:,}"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def read_cifar(path: Path) -> tuple[Labelled, Labelled]:
    """Return the training and the test pictures of an npz of CIFAR-10. Raises `RequestError` for another file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = [
                Labelled(
                    np.ascontiguousarray(file[f"{name}_images"].transpose(0, 3, 1, 2)),
                    file[f"{name}_labels"].astype(np.int64).ravel(),
                    CIFAR_CLASSES,
                )
                for name in ("train", "test")
            ]
    except FileNotFoundError:
        raise RequestError(f"no such file: {path}") from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise RequestError(f"{path} is no npz of CIFAR-10 ({error})") from None
    return parts[0], parts[1]


def read_folder(folder: Path, side: int) -> Labelled:
    """Return the pictures of a folder of folders, one a class, gray where all are; each cut square, `side` wide.

    Raises `RequestError` for fewer than two classes, a class without pictures, and a file that cannot be read.
    """
    if not folder.is_dir():
        raise RequestError(f"no such folder: {folder}")
    names = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if len(names) < 2:
        held = f"one, {names[0]}" if names else "none"
        raise RequestError(
            f"{folder}: expected a folder of pictures for each of two or more classes, got {held}"
        )
    read: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    for number, name in enumerate(names):
        files = sorted(path for path in (folder / name).iterdir() if path.suffix.lower() in _ENDINGS)
        if not files:
            raise RequestError(
                f"{folder / name} holds no pictures; expected files such as {', '.join(_ENDINGS[:3])}"
            )
        read += [square(read_image(path), side) for path in files]
        labels += [number] * len(files)
    channels = max(1 if each.ndim == 2 else 3 for each in read)
    images = np.stack([as_channels(each, channels) for each in read])
    return Labelled(images, np.array(labels, dtype=np.int64), tuple(names))


def read_pictures(folder: Path, side: int) -> Labelled:
    """Return the pictures of a folder without classes, gray where all are; each cut square, `side` wide.

    Raises `RequestError` for a folder without any, and a file that cannot be read.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    if not files:
        raise RequestError(f"{folder} holds no pictures; expected files such as {', '.join(_ENDINGS[:3])}")
    read = [square(read_image(path), side) for path in files]
    channels = max(1 if each.ndim == 2 else 3 for each in read)
    images = np.stack([as_channels(each, channels) for each in read])
    return Labelled(images, np.zeros(len(images), dtype=np.int64), ("",))


def square(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return the middle square of a picture [rows, columns(, 3)], made `side` pixels wide."""
    rows, columns = image.shape[:2]
    least = min(rows, columns)
    top, left = (rows - least) // 2, (columns - least) // 2
    middle = image[top : top + least, left : left + least]
    if least == side:
        return middle
    return np.asarray(Image.fromarray(middle).resize((side, side), Image.Resampling.LANCZOS), dtype=np.uint8)


def as_channels(image: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Return a picture [rows, columns(, 3)] as [channels, rows, columns]: colour made gray, or gray three times."""
    if channels == 1:
        gray = image if image.ndim == 2 else np.asarray(Image.fromarray(image).convert("L"), dtype=np.uint8)
        return gray[None]
    return (
        np.repeat(image[None], 3, axis=0)
        if image.ndim == 2
        else np.ascontiguousarray(image.transpose(2, 0, 1))
    )


def resized(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a picture [channels, rows, columns] with `side` pixels a side."""
    flat = image[0] if len(image) == 1 else image.transpose(1, 2, 0)
    found = Image.fromarray(np.ascontiguousarray(flat)).resize((side, side), Image.Resampling.LANCZOS)
    return as_channels(np.asarray(found, dtype=np.uint8), len(image))


def scales(images: NDArray[np.uint8]) -> tuple[Sequence[float], Sequence[float]]:
    """Return mean and deviation of each channel's pixels, of 0 to 1; a deviation of 0 is given as 1."""
    pixels = images.transpose(1, 0, 2, 3).reshape(images.shape[1], -1)
    mean = [float(each.mean(dtype=np.float64) / 255) for each in pixels]
    deviation = [float(each.std(dtype=np.float64) / 255) or 1.0 for each in pixels]
    return mean, deviation
