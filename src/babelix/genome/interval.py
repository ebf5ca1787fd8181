"""Intervals on chromosomes: 0-based, half-open, kept as numpy arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Intervals:
    """`n` intervals ``[start, end)`` in bases.

    `chroms` names the chromosomes, `chrom` (int32, n) indexes it, `start` and `end` are int64 (n), `strand` is int8
    (n): +1, -1 or 0 when unknown. `labels` names the labels that `label` (int32, n) indexes; empty when unlabelled.
    """

    chroms: tuple[str, ...]
    chrom: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    strand: NDArray[np.int8]
    labels: tuple[str, ...] = ()
    label: NDArray[np.int32] | None = None

    @classmethod
    def of(cls, rows: Sequence[tuple[str, int, int]], labels: Sequence[str] | None = None) -> Self:
        """Build from ``(chrom, start, end)`` rows, with one label a row when `labels` is given."""
        chroms = tuple(dict.fromkeys(row[0] for row in rows))
        code = {name: index for index, name in enumerate(chroms)}
        words = tuple(dict.fromkeys(labels or ()))
        place = {name: index for index, name in enumerate(words)}
        return cls(
            chroms,
            np.array([code[row[0]] for row in rows], np.int32),
            np.array([row[1] for row in rows], np.int64),
            np.array([row[2] for row in rows], np.int64),
            np.zeros(len(rows), np.int8),
            words,
            None if labels is None else np.array([place[name] for name in labels], np.int32),
        )

    def __len__(self) -> int:
        return len(self.start)

    def __getitem__(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> "Intervals":
        """Return the intervals that a mask, an index array or a slice picks."""
        label = None if self.label is None else self.label[chosen]
        return Intervals(
            self.chroms,
            self.chrom[chosen],
            self.start[chosen],
            self.end[chosen],
            self.strand[chosen],
            self.labels,
            label,
        )

    def on(self, chrom: str) -> "Intervals":
        """Return the intervals on one chromosome, in file order; none when the name is unknown."""
        code = self.chroms.index(chrom) if chrom in self.chroms else -1
        return self[self.chrom == code]

    def by_chrom(self) -> Iterator[tuple[str, "Intervals"]]:
        """Yield (name, its intervals) for every chromosome that has some, in order of appearance."""
        for name in self.chroms:
            here = self.on(name)
            if len(here):
                yield name, here

    def bases(self) -> int:
        """Return the sum of the lengths, overlaps counted as often as they occur."""
        return int((self.end - self.start).sum())
