"""A segmentation: intervals, each with a state; of the bins of a model, or of a BED file and into one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import atomic
from babelix.chromatin.segments.names import rank
from babelix.genome.formats.bed import read_bed
from babelix.genome.interval import Intervals

_RARE = 1e-3


@dataclass(frozen=True)
class Segments:
    """Sorted, disjoint segments; `states` are the names in order and `intervals.label` indexes them."""

    intervals: Intervals
    states: tuple[str, ...]
    origin: str = "segments"

    def bases(self) -> NDArray[np.int64]:
        """Return the bases in each state (states)."""
        length = self.intervals.end - self.intervals.start
        return np.bincount(self.codes, weights=length, minlength=len(self.states)).astype(np.int64)

    def counts(self) -> NDArray[np.int64]:
        """Return the number of segments of each state (states)."""
        return np.bincount(self.codes, minlength=len(self.states)).astype(np.int64)

    def bin_size(self) -> int:
        """Return the bases a bin, as far as the borders of segments tell: the greatest length that divides them all.

        It is ChromHMM's 200 where that divides them too and they are so few that more than one in a thousand
        segmentations in bins of 200 has such borders; and where there is none. The ends of chromosomes, which may cut
        a bin short, count only if 200 divides them all.
        """
        chroms = [here for _, here in self.intervals.by_chrom()]
        borders = [np.setdiff1d(np.append(here.start, here.end[:-1]), 0) for here in chroms]
        ends = np.array([here.end.max() for here in chroms])
        if not (ends % 200).any():
            borders.append(ends)
        size = int(np.gcd.reduce(np.concatenate(borders), initial=0))
        often = size % 200 == 0 and (size == 0 or (200 / size) ** sum(map(len, borders)) > _RARE)
        return 200 if often else size

    def in_bins(self, bin_size: int) -> "Segments":
        """Return the segments with ends rounded up to whole bins, as ChromHMM reads a chromosome's last one.

        Raises `RequestError` naming the first segment that begins inside a bin.
        """
        found = self.intervals
        inside = np.flatnonzero(found.start % bin_size)
        if len(inside):
            first = int(inside[0])
            raise RequestError(
                f"{self.origin}: a segment begins at {found.chroms[found.chrom[first]]}:{found.start[first]} "
                f"(0-based), inside a bin of {bin_size} bases; give the `bin_size` the segments were made with",
                setting="bin_size",
            )
        end = -(-found.end // bin_size) * bin_size
        return Segments(replace(found, end=end), self.states, self.origin)

    @property
    def codes(self) -> NDArray[np.int32]:
        """Return the index of every segment's state."""
        assert self.intervals.label is not None
        return self.intervals.label


def read_segments(path: str | Path) -> Segments:
    """Return the segmentation of a BED file whose fourth column names the state (``E1``, ``U2`` or any word).

    States come in the order of `babelix.chromatin.segments.names.rank`. Raises `RequestError` naming the file
    for lines without a state and for overlapping segments.
    """
    found = read_bed(path, names=True)
    if len(found) == 0 or "" in found.labels:
        raise RequestError(
            f"{path}: expected segments with a state in column 4, got {'a line without' if len(found) else 'none'}; "
            "give the ..._segments.bed that `babelix states segment` writes"
        )
    assert found.label is not None
    states = tuple(sorted(found.labels, key=rank))
    place = np.array([states.index(name) for name in found.labels], np.int32)
    order = np.lexsort((found.start, found.chrom))
    kept = found[order]
    assert kept.label is not None
    same = kept.chrom[1:] == kept.chrom[:-1]
    crossing = np.flatnonzero(same & (kept.start[1:] < kept.end[:-1]))
    if len(crossing):
        at = int(crossing[0]) + 1
        raise RequestError(
            f"{path}: segments overlap at {kept.chroms[kept.chrom[at]]}:{kept.start[at]} (0-based); "
            "give a segmentation, in which every base has one state"
        )
    ordered = Intervals(kept.chroms, kept.chrom, kept.start, kept.end, kept.strand, states, place[kept.label])
    return Segments(ordered, states, str(path))


def write_segments(path: str | Path, segments: Segments) -> None:
    """Write a 4-column BED: chrom, start, end, state."""
    found = segments.intervals
    rows = zip(
        found.chrom.tolist(), found.start.tolist(), found.end.tolist(), segments.codes.tolist(), strict=True
    )
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        for chrom, start, end, code in rows:
            file.write(f"{found.chroms[chrom]}\t{start}\t{end}\t{segments.states[code]}\n")


def of_bins(
    codes: NDArray[np.integer], chrom: str, bin_size: int, states: tuple[str, ...], end: int | None = None
) -> Segments:
    """Return the segments of one chromosome from the code of every bin's state; like neighbours are joined.

    Bins are `bin_size` bases; the last one ends at `end` (by default a whole bin on).
    """
    first = np.concatenate([[0], np.flatnonzero(codes[1:] != codes[:-1]) + 1])
    start = first.astype(np.int64) * bin_size
    last = len(codes) * bin_size if end is None else end
    found = Intervals(
        (chrom,),
        np.zeros(len(first), np.int32),
        start,
        np.append(start[1:], last),
        np.zeros(len(first), np.int8),
        states,
        codes[first].astype(np.int32),
    )
    return Segments(found, states)


def joined(parts: Sequence[Segments]) -> Segments:
    """Return one segmentation of parts with the same states, each on chromosomes of its own, in their order."""
    found = [part.intervals for part in parts]
    before = np.cumsum([0, *(len(each.chroms) for each in found[:-1])])
    whole = Intervals(
        tuple(chrom for each in found for chrom in each.chroms),
        np.concatenate([each.chrom + shift for each, shift in zip(found, before, strict=True)]).astype(
            np.int32
        ),
        np.concatenate([each.start for each in found]),
        np.concatenate([each.end for each in found]),
        np.concatenate([each.strand for each in found]),
        parts[0].states,
        np.concatenate([part.codes for part in parts]),
    )
    return Segments(whole, parts[0].states)
