"""What is laid on a plane: vectors, what they were computed from, and what is shown in their places."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

LEAST = 5


@dataclass(frozen=True)
class Points:
    """Vectors [points, width], and beside them `raw` [points, other width], what the net was given.

    Either `images` [points, channels, side, side] or `words` are shown; `labels` are numbers of `classes`, None where
    nothing tells them. `cosine` says that vectors have length 1, so that near means of like direction. `remarks` are
    what a reader must know.
    """

    name: str
    what: str
    vectors: NDArray[np.float32]
    raw_what: str
    raw: NDArray[np.float32]
    images: NDArray[np.uint8] | None
    words: tuple[str, ...] | None
    labels: NDArray[np.int64] | None
    classes: tuple[str, ...]
    cosine: bool
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.vectors)

    def check(self) -> None:
        """Raise `RequestError` for points too few, of one class, all the same, or that are no numbers."""
        if len(self) < LEAST:
            raise RequestError(f"{self.name}: {len(self)} points are too few; expected at least {LEAST}")
        for what, X in ((self.what, self.vectors), (self.raw_what, self.raw)):
            wrong = int((~np.isfinite(X).all(1)).sum())
            if wrong:
                raise RequestError(
                    f"{self.name}: the {what} of {wrong:,} of {len(self):,} points are no finite numbers; the weights "
                    "are damaged, train or fetch them again"
                )
        if (self.vectors == self.vectors[0]).all():
            raise RequestError(
                f"{self.name}: the {self.what} of all {len(self):,} points are the same; there is nothing to lay out"
            )
        if self.labels is not None and len(set(self.labels.tolist())) < 2:
            raise RequestError(
                f"{self.name}: all {len(self):,} points are of one class, {self.classes[self.labels[0]]!r}; expected "
                "two or more classes, or none at all"
            )


def unit(X: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the rows of X at length 1; one of zeros stays."""
    lengths = np.linalg.norm(X.astype(np.float64), axis=1, keepdims=True)
    return np.asarray(X / np.where(lengths > 0, lengths, 1), np.float32)
