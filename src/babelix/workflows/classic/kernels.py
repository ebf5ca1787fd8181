"""Kernels on one picture: named ones, those of files, and what one output pixel is the sum of."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.classic.filters import EDGES, KERNELS, kernel, pad, stripes
from babelix.classic.images import read_image, write_image
from babelix.classic.learned import first_kernels

_LEVELS = 255


@dataclass(frozen=True)
class Sum:
    """One output pixel: the `values` under the kernel [channels, rows, columns], 0 to 255, and their `products`."""

    column: int
    row: int
    values: NDArray[np.float64]
    products: NDArray[np.float64]

    @property
    def sums(self) -> tuple[float, ...]:
        """The pixel in every channel: the products' sum."""
        return tuple(self.products.sum((1, 2)).tolist())


@dataclass(frozen=True)
class Filtered:
    """A picture through one kernel: `image` as bytes, and what of it had to be clipped to 0 to 255 (a share).

    `low`, `high` and `mean` are of the values before clipping, 0 to 255 in the picture's own measure.
    """

    name: str
    kernel: NDArray[np.float64]
    image: NDArray[np.uint8]
    low: float
    high: float
    mean: float
    clipped: float
    pixel: Sum
    file: Path | None


@dataclass(frozen=True)
class Pictures:
    """A picture, what every kernel makes of it, and the learned kernels of a net beside them, by their name."""

    name: str
    image: NDArray[np.uint8]
    edges: str
    convolve: bool
    results: tuple[Filtered, ...]
    learned: tuple[str, NDArray[np.float32]] | None


@checked
def filter_image(
    image: Path,
    kernels: Sequence[str] = (),
    edges: str = "reflect",
    convolve: bool = False,
    pixel: Sequence[int] | None = None,
    out: Path | None = None,
    net: Path | None = None,
    listener: Listener = silent,
) -> Pictures:
    """Return a picture through each of `kernels`, names or files, all of `KERNELS` unless given.

    `pixel` is the column and row whose sum is told, from 0; the middle unless given. With `out` every result is written
    there as a picture. Raises `RequestError` for a picture, kernel or net that is none, and a pixel outside.
    """
    chosen = {Path(name).stem if name not in KERNELS else name: kernel(name) for name in kernels or KERNELS}
    if len(chosen) < len(kernels):
        raise RequestError("`kernel`: two are of one name; give each once", setting="kernel")
    if edges not in EDGES:
        raise RequestError(f"`edges` {edges!r}: expected one of {', '.join(EDGES)}", setting="edges")
    if out is not None and out.exists() and not out.is_dir():
        raise RequestError(f"{out} is a file; expected a folder to write into, there already or not")
    learned = first_kernels(net) if net is not None else None
    read = read_image(image)
    rows, columns = read.shape[:2]
    column, row = (columns // 2, rows // 2) if pixel is None else _place(pixel, columns, rows)
    report = Reporter(listener, "filter", len(chosen) * rows, "rows")
    results = []
    for name, K in chosen.items():
        shown, low, high, mean, clipped = _through(read, K, edges, convolve, report)
        file = None if out is None else out / f"{name}.png"
        one = _sum(read, K, edges, convolve, column, row)
        results.append(Filtered(name, K, shown, low, high, mean, clipped, one, file))
    for each in results:
        if each.file is not None:
            write_image(each.file, each.image)
    return Pictures(image.name, read, edges, convolve, tuple(results), learned)


def _place(pixel: Sequence[int], columns: int, rows: int) -> tuple[int, int]:
    if len(pixel) != 2:
        raise RequestError(f"`pixel`: expected a column and a row, got {len(pixel)} numbers", setting="pixel")
    column, row = pixel
    if not (0 <= column < columns and 0 <= row < rows):
        raise RequestError(
            f"`pixel` {column},{row}: the picture has columns 0 to {columns - 1} and rows 0 to {rows - 1}",
            setting="pixel",
        )
    return column, row


def _through(
    image: NDArray[np.uint8], K: NDArray[np.float64], edges: str, convolve: bool, report: Reporter
) -> tuple[NDArray[np.uint8], float, float, float, float]:
    shown = np.empty_like(image)
    low, high, total, outside = np.inf, -np.inf, 0.0, 0
    for first, values in stripes(image, K, edges, convolve):
        low, high = min(low, float(values.min())), max(high, float(values.max()))
        total += float(values.sum())
        bytes_ = values.round().clip(0, _LEVELS)
        outside += int(((values < -0.5) | (values > _LEVELS + 0.5)).sum())
        shown[first : first + len(values)] = bytes_
        report.advance(len(values))
    return shown, low, high, total / image.size, outside / image.size


def _sum(
    image: NDArray[np.uint8], K: NDArray[np.float64], edges: str, convolve: bool, column: int, row: int
) -> Sum:
    # Where each row and column under the kernel is in the picture; -1 is beyond it, where all is 0.
    across, along = (
        pad(np.arange(1, count + 1)[:, None], (size, 1), edges)[at : at + size, 0].astype(np.int64) - 1
        for count, size, at in zip(image.shape[:2], K.shape, (row, column), strict=True)
    )
    under = image[np.ix_(across, along)].astype(np.float64)
    under[across < 0] = 0
    under[:, along < 0] = 0
    values = under.reshape(*K.shape, -1).transpose(2, 0, 1)
    turned = K[::-1, ::-1] if convolve else K
    return Sum(column, row, values, values * turned)
