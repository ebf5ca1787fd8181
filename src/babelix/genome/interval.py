"""Intervals on chromosomes: 0-based, half-open, kept as numpy arrays.

What a table of them promises is what bioframe's specification asks of a data frame of intervals: no end before its
start, nothing below 0, a chromosome for every row. Rows come in any order: neither sorted, nor chromosome by
chromosome, nor disjoint; code that needs that sorts (`overlap.union`) or checks (`chromatin.segments`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Intervals:
    """`n` intervals ``[start, end)`` in bases.

    `chroms` names the chromosomes, `chrom` (int32, n) indexes it, `start` and `end` are int64 (n), `strand` is int8
    (n): +1, -1 or 0 when unknown. `labels` names the labels that `label` (int32, n) indexes; empty when unlabelled.
    Raises `RequestError` naming the first row at fault for an end before its start, a start below 0, an index without
    name, another strand, and arrays of different lengths.
    """

    chroms: tuple[str, ...]
    chrom: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    strand: NDArray[np.int8]
    labels: tuple[str, ...] = ()
    label: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        """Check what is promised."""
        columns: dict[str, NDArray[Any]] = {
            "chrom": self.chrom,
            "start": self.start,
            "end": self.end,
            "strand": self.strand,
        }
        if self.label is not None:
            columns["label"] = self.label
        if len({column.shape for column in columns.values()}) > 1:
            found = ", ".join(f"{name} {column.shape}" for name, column in columns.items())
            raise RequestError(f"intervals: expected one value of each column a row, got {found}")
        self._refuse(self.start < 0, "a start below 0; positions are counted from 0")
        self._refuse(self.end < self.start, "an end before its start; swap the two")
        self._refuse(
            (self.strand < -1) | (self.strand > 1), "a strand other than +1, -1 and 0; give one of them"
        )
        self._refuse(
            _outside(self.chrom, self.chroms), "a chromosome that `chroms` does not name; name it there"
        )
        if self.label is not None:
            self._refuse(
                _outside(self.label, self.labels), "a label that `labels` does not name; name it there"
            )

    def _refuse(self, bad: NDArray[np.bool_], what: str) -> None:
        if bad.any():
            row = int(np.argmax(bad))
            shown = f"chrom {self.chrom[row]}, start {self.start[row]}, end {self.end[row]}"
            raise RequestError(f"intervals: row {row} ({shown}, strand {self.strand[row]}) has {what}")

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
        """Yield (name, its intervals in file order) for every chromosome that has some, in the order of `chroms`."""
        cuts = self._turns()
        if len(cuts) - 1 > len(np.unique(self.chrom[cuts[:-1]])):  # a chromosome comes back after another
            yield from self[np.argsort(self.chrom, kind="stable")].by_chrom()
            return
        runs = sorted(zip(self.chrom[cuts[:-1]].tolist(), cuts[:-1].tolist(), cuts[1:].tolist(), strict=True))
        for code, begin, end in runs:
            yield self.chroms[code], self[begin:end]

    def _turns(self) -> NDArray[np.intp]:
        """Return the first row of every run of one chromosome, and the number of rows."""
        first = np.flatnonzero(np.diff(self.chrom, prepend=-1))
        return np.append(first, len(self))

    def bases(self) -> int:
        """Return the sum of the lengths, overlaps counted as often as they occur."""
        return int((self.end - self.start).sum())


def _outside(index: NDArray[np.int32], names: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.asarray((index < 0) | (index >= len(names)))
