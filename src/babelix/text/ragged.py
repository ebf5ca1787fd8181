"""Rows of ids of unequal length in two flat arrays: millions of pairs move without Python lists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int32, Int64

from babelix.text.subwords import PADDING


@dataclass(frozen=True)
class Ragged:
    """Row i is ``values[offsets[i] : offsets[i + 1]]``."""

    values: Int32[np.ndarray, " ids"]
    offsets: Int64[np.ndarray, " rows_and_one"]

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> "Ragged":
        """Return the rows one after the other."""
        kept = [np.asarray(row, dtype=np.int32) for row in rows]
        offsets = np.zeros(len(kept) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in kept], out=offsets[1:])
        return cls(np.concatenate([np.empty(0, np.int32), *kept]), offsets)

    @classmethod
    def joined(cls, parts: Sequence["Ragged"]) -> "Ragged":
        """Return the rows of all parts, in order."""
        starts = np.cumsum([0, *(len(part.values) for part in parts)])
        ends = [part.offsets[1:] + start for part, start in zip(parts, starts[:-1], strict=True)]
        return cls(
            np.concatenate([np.empty(0, np.int32), *(part.values for part in parts)]),
            np.concatenate([np.zeros(1, np.int64), *ends]),
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[list[int]]:
        for start, end in zip(self.offsets[:-1].tolist(), self.offsets[1:].tolist(), strict=True):
            yield self.values[start:end].tolist()

    @property
    def lengths(self) -> Int64[np.ndarray, " rows"]:
        """Return the number of ids of each row."""
        return np.diff(self.offsets)

    def take(self, rows: Int64[np.ndarray, " taken"]) -> "Ragged":
        """Return the named rows in the given order; a row may be named more than once."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        offsets = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(lengths, out=offsets[1:])
        places = np.arange(offsets[-1]) + np.repeat(self.offsets[:-1][rows] - offsets[:-1], lengths)
        return Ragged(self.values[places], offsets)

    def padded(
        self, *, first: int | None = None, last: int | None = None
    ) -> Int64[np.ndarray, "rows longest"]:
        """Return the rows side by side, `first` before and `last` after each, filled with PADDING to the longest."""
        before, after = int(first is not None), int(last is not None)
        lengths = self.lengths
        out = np.full((len(self), int(lengths.max(initial=0)) + before + after), PADDING, dtype=np.int64)
        columns = np.arange(out.shape[1])
        out[(columns >= before) & (columns < lengths[:, None] + before)] = self.values
        if first is not None:
            out[:, 0] = first
        if last is not None:
            out[np.arange(len(self)), lengths + before] = last
        return out
