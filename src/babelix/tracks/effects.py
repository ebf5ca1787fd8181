"""What a variant changes in a model's tracks: reference and alternative predicted, laid bin on bin, and compared.

An alternative allele that is longer or shorter moves what lies beside it. *Left*: the alternative window starts where
the reference's does, so bins left of the variant keep their place. *Right*: it ends where the reference's does. The
stitched track takes bins wholly left of the variant from left, wholly right from right, and the mean in those that it
touches. The null is what an unaligned comparison would have found: the reference beside itself, moved by as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.genome.contigs import Genome
from babelix.genome.variant import Variant
from babelix.tracks.averaging import View
from babelix.tracks.model import Geometry, SequenceModel
from babelix.tracks.predict import predict_window

Bases = NDArray[np.uint8]
Values = NDArray[np.float64]
_UNMOVED = View()


@dataclass(frozen=True)
class Effect:
    """Predictions beside a variant (bins, tracks) from base `first` on; `null` is all zeros but for indels."""

    first: int
    bin: int
    reference: Values
    alternative: Values
    moved: Values

    @property
    def difference(self) -> Values:
        """Alternative less reference (bins, tracks)."""
        return self.alternative - self.reference

    def scores(self) -> dict[str, Values]:
        """Return what is told of each track (tracks).

        ``sad`` is the sum of the differences, ``sar`` the sum of ``log2((1 + alt) / (1 + ref))`` (absent where a track
        falls below 0), ``l2`` their length, ``max`` the largest one with its sign, ``null_l2`` the length of the null.
        """
        difference = self.difference
        largest = np.abs(difference).argmax(0)
        scores = {
            "sad": difference.sum(0),
            "l2": np.sqrt((difference**2).sum(0)),
            "max": np.take_along_axis(difference, largest[None], 0)[0],
            "null_l2": np.sqrt(((self.moved - self.reference) ** 2).sum(0)),
        }
        if min(self.reference.min(), self.alternative.min()) >= 0:
            scores["sar"] = (np.log2(1 + self.alternative) - np.log2(1 + self.reference)).sum(0)
        return scores


def fits(variant: Variant, geometry: Geometry, moved: int = 0) -> bool:
    """Tell whether `variant` can be scored, in windows `moved` by so many bases at most.

    No allele may be wider than what is predicted, no insertion longer than what is read left of it.
    """
    change = variant.trimmed()
    kept, beside = geometry.kept * geometry.bin, (geometry.window - len(change.ref)) // 2 - moved
    return max(len(variant.ref), len(variant.alt)) <= kept and change.change <= beside


def effect(
    model: SequenceModel,
    genome: Genome,
    variant: Variant,
    geometry: Geometry,
    chosen: Sequence[int],
    device: torch.device | None = None,
    view: View = _UNMOVED,
) -> Effect:
    """Return what `variant` changes, in a window of `geometry` centered on it, or beside it as `view` says.

    Its REF must be what the genome has, and it must fit the window (`fits`). `model` is the one of the view's strand
    (`averaging.seen_by`), and `geometry` leaves room for the view (`averaging.with_room`).
    """
    change = variant.trimmed()
    moved_bins = view.bins(geometry.bin)
    start = change.start - (geometry.window - len(change.ref)) // 2 + view.shift
    end, by = start + geometry.window, change.change

    def predicted(bases: Bases) -> Values:
        bins = predict_window(model, bases, chosen, device)
        extra = geometry.crop - model.geometry.crop
        return np.asarray(bins[extra - moved_bins :][: geometry.kept], np.float64)

    def changed(first: int, last: int) -> Bases:
        alt = np.frombuffer(change.alt.encode("ascii"), np.uint8)
        before, after = (
            genome.read(change.chrom, first, change.start),
            genome.read(change.chrom, change.end, last),
        )
        return np.concatenate([before, alt, after])

    reference = predicted(genome.read(change.chrom, start, end))
    left = predicted(changed(start, end - by))
    first = start + geometry.margin - moved_bins * geometry.bin
    if by == 0:
        return Effect(first, geometry.bin, reference, left, reference)
    right = predicted(changed(start + by, end))
    moved = predicted(genome.read(change.chrom, start + by, end + by))
    alternative = stitched(left, right, first, geometry.bin, change)
    return Effect(first, geometry.bin, reference, alternative, moved)


def stitched(left: Values, right: Values, first: int, bin: int, change: Variant) -> Values:
    """Return bins wholly left of the variant from `left`, wholly right of it from `right`, others as their mean."""
    starts = first + bin * np.arange(len(left))
    before = (starts + bin <= change.start)[:, None]
    after = (starts >= change.end)[:, None]
    return np.where(before, left, np.where(after, right, (left + right) / 2))
