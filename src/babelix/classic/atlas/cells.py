"""A plane in square cells: what lies in each, its average picture and its most central point.

After the activation atlas (Carter et al. 2019), which averages activations on a grid; here pictures are averaged.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MANY = 2000
"""More points than this are shown in cells."""
ACROSS = 30


@dataclass(frozen=True)
class Cell:
    """One cell that holds points: its column and row from the lower left, its members, nearest the middle first."""

    column: int
    row: int
    members: NDArray[np.int64]

    @property
    def central(self) -> int:
        """The member whose vector is nearest the mean of the cell's."""
        return int(self.members[0])


def grid(places: NDArray[np.float64], across: int = ACROSS) -> tuple[NDArray[np.float64], float]:
    """Return the lower left corner [2] and the side of square cells, `across` along the longer extent of `places`."""
    low, high = places.min(0), places.max(0)
    side = float((high - low).max()) / across
    return low, side if side > 0 else 1.0


def cells(
    places: NDArray[np.float64], vectors: NDArray[np.floating], across: int = ACROSS
) -> tuple[Cell, ...]:
    """Return the cells that hold any of `places` [points, 2], by row and column.

    Of `vectors` [points, width] those of a cell have a mean; members are in the order of their distance from it.
    """
    low, side = grid(places, across)
    # Who lies on the farthest edge belongs to the last cell.
    numbers = np.minimum(((places - low) / side).astype(np.int64), across - 1)
    found = []
    for row, column in sorted({(int(y), int(x)) for x, y in numbers}):
        members = np.flatnonzero((numbers == (column, row)).all(1))
        own = vectors[members].astype(np.float64)
        order = np.linalg.norm(own - own.mean(0), axis=1).argsort(kind="stable")
        found.append(Cell(column, row, members[order].astype(np.int64)))
    return tuple(found)


def average(images: NDArray[np.uint8], cell: Cell) -> NDArray[np.uint8]:
    """Return the mean of a cell's pictures, [channels, side, side]."""
    return np.asarray(images[cell.members].mean(0).round(), np.uint8)
