"""Files of points: numbers in columns between commas, semicolons, tabs or spaces, a line of names first or none."""

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_lines

_PARTED = re.compile(r"\s*[,;\t]\s*|\s+")


def read_columns(path: Path, columns: int) -> NDArray[np.float64]:
    """Return the numbers of a file as rows of `columns`, float64 [rows, columns].

    The first line may name the columns; empty lines and those that begin with # are passed over. Raises `RequestError`
    naming the line whose columns are of another number, or that holds what is no finite number, and for a file without
    points.
    """
    rows: list[list[float]] = []
    lines = 0
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        lines += 1
        cells = _PARTED.split(line.strip())
        if len(cells) != columns or "" in cells:
            filled = sum(cell != "" for cell in cells)
            raise RequestError(
                f"{path}, line {number}: expected {columns} numbers, got {filled}: {line.strip()[:60]!r}"
            )
        numbers = [_number(cell) for cell in cells]
        if lines == 1 and all(each is None for each in numbers):
            continue  # the columns' names
        for cell, each in zip(cells, numbers, strict=True):
            if each is None or not np.isfinite(each):
                raise RequestError(f"{path}, line {number}: {cell!r} is no finite number")
        rows.append([each for each in numbers if each is not None])
    if not rows:
        raise RequestError(f"{path} holds no points; expected {columns} numbers a line")
    return np.array(rows, dtype=np.float64)


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
