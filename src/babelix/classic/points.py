"""Files of points: numbers in columns between commas, semicolons, tabs or spaces, a line of names first or none."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_lines

_PARTED = re.compile(r"\s*[,;\t]\s*|\s+")
_SEPARATORS = ("\t", ";", ",")


def read_columns(path: Path, columns: int) -> NDArray[np.float64]:
    """Return the numbers of a file as rows of `columns`, float64 [rows, columns].

    The first line may name the columns; empty lines and those that begin with # are passed over. Raises `RequestError`
    naming the line whose columns are of another number, or that holds what is no finite number, and for a file without
    points.
    """
    rows = [numbers for numbers, _ in _rows(path, columns, 0)]
    if not rows:
        raise RequestError(f"{path} holds no points; expected {columns} numbers a line")
    return np.array(rows, dtype=np.float64)


def read_labelled(path: Path) -> tuple[NDArray[np.float64], list[str]]:
    """Return the points of a file of x, y and class, float64 [rows, 2], and the class of each, a word or several.

    A first line whose x and y are no numbers names the columns. Raises `RequestError` as `read_columns` does.
    """
    rows = list(_rows(path, 2, 1))
    if not rows:
        raise RequestError(f"{path} holds no points; expected x, y and a class a line")
    return np.array([numbers for numbers, _ in rows], dtype=np.float64), [words[0] for _, words in rows]


def _rows(path: Path, columns: int, words: int) -> Iterator[tuple[list[float], list[str]]]:
    """Yield the numbers in the first `columns` of every line and the `words` that follow them."""
    expected = f"{columns} numbers" + (" and a class" if words else "")
    lines = 0
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        lines += 1
        cells = _cells(line.strip(), columns + words)
        if len(cells) != columns + words or "" in cells:
            filled = sum(cell != "" for cell in cells)
            raise RequestError(
                f"{path}, line {number}: expected {expected}, got {filled}: {line.strip()[:60]!r}"
            )
        numbers = [_number(cell) for cell in cells[:columns]]
        if lines == 1 and all(each is None for each in numbers):
            continue  # the columns' names
        for cell, each in zip(cells, numbers, strict=False):
            if each is None or not np.isfinite(each):
                raise RequestError(f"{path}, line {number}: {cell!r} is no finite number")
        yield [each for each in numbers if each is not None], cells[columns:]


def _cells(line: str, count: int) -> list[str]:
    """Return the cells of a line: between one separator, so that a class may be of several words, else between any."""
    for separator in _SEPARATORS:
        cells = [
            cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True))
        ]
        if len(cells) == count:
            return cells
    return _PARTED.split(line)


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
