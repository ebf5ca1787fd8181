"""Kernels on pictures: correlation, as nets compute it, or convolution, which turns the kernel round first.

correlation   O[r, c] = sum_ij K[i, j] I[r + i - m, c + j - n]        m, n: the middle of K
convolution   O[r, c] = sum_ij K[i, j] I[r - i + m, c - j + n]
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines

Values = NDArray[np.float64]
WIDEST = 63
LARGEST = 1_000_000
EDGES: Mapping[str, str] = {
    "reflect": "symmetric",
    "mirror": "reflect",
    "nearest": "edge",
    "wrap": "wrap",
    "zero": "constant",
}
"""What stands beyond the edges, as numpy pads: cba|abc|cba, dcb|abcd|cba, aaa|abc|ccc, abc|abc|abc, 000|abc|000."""
_STRIPE = 1 << 20


def _kernel(rows: str, factor: Fraction | int = 1) -> Values:
    return np.array([[float(int(cell) * factor) for cell in row.split()] for row in rows.split(",")])


_BINOMIAL = "1 4 6 4 1, 4 16 24 16 4, 6 24 36 24 6, 4 16 24 16 4, 1 4 6 4 1"
KERNELS: Mapping[str, Values] = {
    "identity": _kernel("0 0 0, 0 1 0, 0 0 0"),
    "edges": _kernel("0 -1 0, -1 4 -1, 0 -1 0"),
    "edges-8": _kernel("-1 -1 -1, -1 8 -1, -1 -1 -1"),
    "sharpen": _kernel("0 -1 0, -1 5 -1, 0 -1 0"),
    "box-blur": _kernel("1 1 1, 1 1 1, 1 1 1", Fraction(1, 9)),
    "gaussian-3": _kernel("1 2 1, 2 4 2, 1 2 1", Fraction(1, 16)),
    "gaussian-5": _kernel(_BINOMIAL, Fraction(1, 256)),
    # Twice the picture less its blur: 36 - 512 = -476 in the middle. With the blur's own 36 it would be its negative.
    "unsharp": _kernel(_BINOMIAL.replace("36", "-476"), Fraction(-1, 256)),
}
"""The lecture's eight. Those of edges sum to 0, the others to 1, which keeps brightness."""


def kernel(name: str) -> Values:
    """Return a kernel of `KERNELS` by its name, or of the file of that name.

    Raises `RequestError` for what is neither, and for a file that `read_kernel` refuses.
    """
    if name in KERNELS:
        return KERNELS[name]
    if Path(name).is_file():
        return read_kernel(Path(name))
    raise RequestError(
        f"`kernel` {name!r}: expected a file or one of {', '.join(KERNELS)}{did_you_mean(name, KERNELS)}",
        setting="kernel",
    )


def read_kernel(path: Path) -> Values:
    """Return a kernel from a file: a line a row, numbers or fractions such as 1/9 with spaces, tabs or commas between.

    Raises `RequestError` naming the line that is no row of numbers or has another length, for an even number of rows or
    columns, which has no middle, for more than `WIDEST`, and for a number beyond `LARGEST`.
    """
    rows: list[list[float]] = []
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = re.split(r"\s*[,;\t]\s*|\s+", line.strip())
        rows.append([_number(cell, path, number) for cell in cells])
        if len(rows[-1]) != len(rows[0]):
            raise RequestError(
                f"{path}, line {number}: expected {len(rows[0])} numbers as above, got {len(rows[-1])}"
            )
    if not rows:
        raise RequestError(f"{path} holds no kernel; expected a row of numbers a line")
    for count, what in ((len(rows), "rows"), (len(rows[0]), "columns")):
        if count % 2 == 0:
            raise RequestError(
                f"{path} has {count} {what}; expected an odd number, so that there is a middle"
            )
        if count > WIDEST:
            raise RequestError(f"{path} has {count} {what}; expected at most {WIDEST}")
    return np.array(rows)


def _number(cell: str, path: Path, line: int) -> float:
    top, slash, bottom = cell.partition("/")
    try:
        value = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        value = float("nan")
    if not np.isfinite(value):
        raise RequestError(f"{path}, line {line}: {cell!r} is no finite number")
    if abs(value) > LARGEST:
        raise RequestError(f"{path}, line {line}: {cell!r}: expected at most {LARGEST:,}")
    return value


def filtered(image: NDArray[np.generic], K: Values, edges: str = "reflect", convolve: bool = False) -> Values:
    """Return the picture [rows, columns] or [rows, columns, channels] through `K`, float64 of the same shape.

    K: [odd, odd]. Channels are each by themselves. Raises `RequestError` for another word for the `edges`.
    """
    return np.concatenate([values for _, values in stripes(image, K, edges, convolve)])


def stripes(
    image: NDArray[np.generic], K: Values, edges: str = "reflect", convolve: bool = False
) -> Iterator[tuple[int, Values]]:
    """Yield what `filtered` returns some rows at a time, each with its first row: a large picture fits as bytes."""
    if edges not in EDGES:
        raise RequestError(
            f"`edges` {edges!r}: expected one of {', '.join(EDGES)}{did_you_mean(edges, EDGES)}",
            setting="edges",
        )
    turned = K[::-1, ::-1] if convolve else K
    rows, columns = image.shape[:2]
    padded = pad(image, K.shape, edges)
    height = max(_STRIPE // max(int(np.prod(image.shape[1:])), 1), 1)
    for first in range(0, rows, height):
        count = min(height, rows - first)
        read = padded[first : first + count + len(K) - 1].astype(np.float64)
        out = np.zeros((count, *image.shape[1:]))
        for (i, j), weight in np.ndenumerate(turned):
            if weight:
                out += weight * read[i : i + count, j : j + columns]
        yield first, out


def pad(image: NDArray[np.generic], shape: tuple[int, ...], edges: str) -> NDArray[np.generic]:
    """Return the picture with what stands beyond its edges, half a kernel of this shape on every side."""
    beside = [(shape[0] // 2,) * 2, (shape[1] // 2,) * 2, *[(0, 0)] * (image.ndim - 2)]
    return np.pad(image, beside, mode=EDGES[edges])  # type: ignore[call-overload,no-any-return]
