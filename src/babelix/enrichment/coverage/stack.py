"""All elements of all files on the ground that counts, by chromosome and start: unions of any of them are quick."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.coverage.elements import Elements
from babelix.enrichment.coverage.ground import Ground
from babelix.genome.overlap import NOTHING, Union, union

Layer = Mapping[str, Union]
Chosen = NDArray[np.bool_]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Stack:
    """`start`, `end` and `row` of the elements by chromosome, by start, in places from which the gaps were taken out.

    `row` says which of all `n` elements each is, file after file; `file` (n) which file it is of.
    """

    start: Mapping[str, NDArray[np.int64]]
    end: Mapping[str, NDArray[np.int64]]
    row: Mapping[str, NDArray[np.int32]]
    file: NDArray[np.int32]

    def union(self, chosen: Chosen | None = None) -> Layer:
        """Return the bases that all elements cover, or the `chosen` (n), by chromosome."""
        if chosen is None:
            return {chrom: union(start, self.end[chrom]) for chrom, start in self.start.items()}
        found = {}
        for chrom, start in self.start.items():
            here = chosen[self.row[chrom]]
            found[chrom] = union(start[here], self.end[chrom][here])
        return found

    def count(self, chosen: Chosen) -> int:
        """Return how many of the `chosen` (n) lie on the ground."""
        return sum(int(chosen[row].sum()) for row in self.row.values())

    def of(self, files: Sequence[bool]) -> Chosen:
        """Return which elements are of the files chosen (n)."""
        return np.asarray(files, bool)[self.file]

    def groups(self, keys: Sequence[Key]) -> dict[Key, Layer]:
        """Return, for each distinct one of `keys`, a file's each, the bases that the files of that key cover."""
        distinct = list(dict.fromkeys(keys))
        group = np.array([distinct.index(key) for key in keys], np.int16)[self.file]
        found: dict[Key, dict[str, Union]] = {key: {} for key in distinct}
        for chrom, row in self.row.items():
            own = group[row]
            order = np.argsort(own, kind="stable")  # those of one group side by side, still by start
            cuts = np.searchsorted(own[order], np.arange(len(distinct) + 1))
            start, end = self.start[chrom][order], self.end[chrom][order]
            for key, low, high in zip(distinct, cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
                found[key][chrom] = union(start[low:high], end[low:high])
        return dict(found)


def stack(files: Sequence[Elements], ground: Ground) -> tuple[Stack, int]:
    """Return the elements on the ground, and how many of those with bases lie wholly in gaps."""
    chrom = np.concatenate([each.chrom for each in files])
    start, end = (np.concatenate([getattr(each, name) for each in files]) for name in ("start", "end"))
    starts, ends, rows, hidden = {}, {}, {}, 0
    for name, code in ground.codes.items():
        row = np.flatnonzero(chrom == code).astype(np.int32)
        row = row[np.argsort(start[row], kind="stable")]
        low, high, gaps = start[row], end[row], ground.gaps.get(name, NOTHING)
        if len(gaps.start):
            held = high > low
            low, high = low - gaps.below(low), high - gaps.below(high)
            hidden += int((held & (low == high)).sum())
        starts[name], ends[name], rows[name] = low, high, row
    sizes = [len(each) for each in files]
    file = np.repeat(np.arange(len(files), dtype=np.int32), sizes)
    return Stack(starts, ends, rows, file), hidden
