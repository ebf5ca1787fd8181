"""Ridge regression in closed form, from sums that add up over folds (Hoerl and Kennard 1970)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ridge:
    """A fit: `weights` (columns) of columns as they are, `intercept`, and the `penalty` it was made with."""

    weights: Floats
    intercept: float
    penalty: float

    def predict(self, X: Floats) -> Floats:
        """Return the predictions for rows (rows, columns)."""
        return np.asarray(X @ self.weights + self.intercept)


@dataclass(frozen=True)
class Sums:
    """What a fit asks of rows: their `count`, and the products of columns with 1, columns and `y`, the last column."""

    count: int
    total: Floats
    products: Floats

    @classmethod
    def of(cls, X: Floats, y: Floats) -> "Sums":
        """Return the sums of rows X (rows, columns) and y (rows)."""
        table = np.column_stack([X, y])
        return cls(len(table), table.sum(0), table.T @ table)

    @classmethod
    def all(cls, several: Sequence["Sums"]) -> "Sums":
        """Return the sums of the rows of several."""
        return cls(
            sum(each.count for each in several),
            np.sum([each.total for each in several], axis=0),
            np.sum([each.products for each in several], axis=0),
        )

    def fits(self, penalties: Sequence[float]) -> list[Ridge]:
        """Return a fit for each penalty: least sum of squared errors plus penalty times the sum of squared weights.

        The penalty is on weights of columns brought to a standard deviation of 1, the intercept goes free; a column
        that never varies has the weight 0.
        """
        mean = self.total / self.count
        centred = self.products - self.count * np.outer(mean, mean)
        spread = np.sqrt(np.maximum(np.diag(centred)[:-1] / self.count, 0))
        varies = spread > 1e-9
        scale = np.where(varies, spread, 1)
        gram = centred[:-1, :-1] / np.outer(scale, scale)
        gram[~varies], gram[:, ~varies] = 0, 0
        values, vectors = np.linalg.eigh(gram)
        turned = vectors.T @ np.where(varies, centred[:-1, -1] / scale, 0)
        found = []
        for penalty in penalties:
            weights = vectors @ (turned / (np.maximum(values, 0) + penalty)) / scale
            found.append(Ridge(weights, float(mean[-1] - mean[:-1] @ weights), penalty))
        return found
