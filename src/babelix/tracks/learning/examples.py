"""Windows to learn from: where they stand, what is read there, and what is to be predicted; turned and moved at random.

Windows lie side by side over contigs or intervals, wholly inside them, and begin elsewhere each epoch. The other
strand of a window is its reverse complement: bins come out in the other order, and a track of one strand stands where
its pair of the other stood. As Basenji does, the bases are moved by a few against the bins, which stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.genome.sequence import Bases, N, one_hot, reverse_complement
from babelix.tracks.averaging import turned
from babelix.tracks.learning.targets import Target, Values
from babelix.tracks.model import Geometry


@dataclass(frozen=True)
class Kept:
    """Which windows will do: at most the share `unknown` of N among the bases, and no bin in `shunned` regions."""

    unknown: float = 0.35
    shunned: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Moves:
    """What is drawn for each window: bases moved, up to `shift` either way, and, with `strands`, which strand."""

    shift: int = 0
    strands: bool = True


@dataclass(frozen=True, eq=False)
class Example:
    """One window: one-hot bases (window, 4) and what is to be predicted (kept bins, tracks), NaN where unknown."""

    one_hot: NDArray[np.float32]
    targets: Values


class Examples:
    """The windows of some regions of a genome, and the values of the targets there.

    `values` are those of each target on the contigs that it has (bins).
    """

    def __init__(
        self,
        genome: Genome,
        regions: Sequence[Region],
        geometry: Geometry,
        targets: Sequence[Target],
        values: Sequence[Mapping[str, Values]],
        kept: Kept = Kept(),
    ) -> None:
        self.geometry, self._kept = geometry, kept
        self._turned = turned([target.track for target in targets])
        self.regions = [each for each in regions if len(each) >= geometry.window + geometry.bin - 1]
        if not self.regions:
            longest = max(regions, key=len)
            raise RequestError(
                f"the longest interval to learn from, {longest}, has {len(longest):,} bases: expected at least "
                f"{geometry.window + geometry.bin - 1:,}, a window wherever its bins stand; give longer ones or a "
                "shorter `model.window`"
            )
        chroms = dict.fromkeys(each.chrom for each in self.regions)
        self._values = tuple(values)
        self._bases = {chrom: genome.read(chrom, 0, genome.lengths[chrom]) for chrom in chroms}
        self.too_short = len(regions) - len(self.regions)

    def means(self) -> list[float]:
        """Return each track's mean over the contigs learned from; 0 where nothing of it is known there."""
        chroms, found = dict.fromkeys(each.chrom for each in self.regions), []
        for each in self._values:
            there = np.concatenate([np.zeros(0, np.float32), *(each[c] for c in chroms if c in each)])
            there = there[~np.isnan(there)]
            found.append(float(there.mean(dtype=np.float64)) if len(there) else 0.0)
        return found

    def places(self, seed: int, epoch: int) -> list[tuple[str, int]]:
        """Return contig and first kept bin of each window of an epoch, in the order in which they are learned from."""
        draw = generator(seed, "windows", epoch)
        bin, crop, kept = self.geometry.bin, self.geometry.crop, self.geometry.kept
        found = []
        for region in self.regions:
            first, last = -(-region.start // bin) + crop, region.end // bin - crop - kept
            begin = first + int(draw.integers(min(kept, last - first + 1)))
            found += [
                (region.chrom, at) for at in range(begin, last + 1, kept) if self._will_do(region.chrom, at)
            ]
        return [found[at] for at in draw.permutation(len(found))]

    def example(self, chrom: str, first: int, shift: int = 0, other: bool = False) -> Example:
        """Return the window whose first kept bin is `first`, its bases moved by `shift`, or its `other` strand."""
        bases = self._read(chrom, first, shift)
        targets = stacked(self._values, chrom, self.geometry.kept, first)
        if other:
            bases, targets = reverse_complement(bases), targets[::-1, self._turned]
        return Example(one_hot(bases), np.ascontiguousarray(targets))

    def drawn(self, seed: int, epoch: int, number: int, place: tuple[str, int], moves: Moves) -> Example:
        """Return window `number` of an epoch, moved and turned as chance has it."""
        draw = generator(seed, "moves", epoch, number)
        shift = int(draw.integers(-moves.shift, moves.shift + 1))
        return self.example(*place, shift, moves.strands and bool(draw.integers(2)))

    def _read(self, chrom: str, first: int, shift: int) -> Bases:
        start = (first - self.geometry.crop) * self.geometry.bin + shift
        end = start + self.geometry.window
        whole = self._bases[chrom]
        if start >= 0 and end <= len(whole):
            return whole[start:end]
        bases = np.full(self.geometry.window, N, np.uint8)
        low, high = max(start, 0), min(end, len(whole))
        bases[low - start : high - start] = whole[low:high]
        return bases

    def _will_do(self, chrom: str, first: int) -> bool:
        bin, kept = self.geometry.bin, self.geometry.kept
        unknown = float((one_hot(self._read(chrom, first, 0), np.int8).sum(1) == 0).mean())
        if unknown > self._kept.unknown:
            return False
        if np.isnan(stacked(self._values, chrom, kept, first)).all():
            return False
        start, end = first * bin, (first + kept) * bin
        return not any(
            each.chrom == chrom and each.start < end and start < each.end for each in self._kept.shunned
        )


def stacked(values: Sequence[Mapping[str, Values]], chrom: str, bins: int, first: int = 0) -> Values:
    """Return the values of all targets in `bins` of a contig from `first` (bins, tracks), NaN where files lack it."""
    found = np.full((bins, len(values)), np.nan, np.float32)
    for column, each in enumerate(values):
        if chrom in each:
            found[:, column] = each[chrom][first : first + bins]
    return found
