"""What a variant changes in a model's tracks: reference and alternative predicted, laid bin on bin, and compared.

An alternative allele that is longer or shorter moves what lies beside it. *Left*: the alternative window starts where
the reference's does, so bins left of the variant keep their place. *Right*: it ends where the reference's does. The
stitched track takes bins wholly left of the variant from left, wholly right from right, and the mean in those that it
touches. The null is what an unaligned comparison would have found: the reference beside itself, moved by as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.genome.contigs import Genome
from babelix.genome.variant import Variant
from babelix.tracks.averaging import View
from babelix.tracks.batches import Ask, Bins, answered
from babelix.tracks.model import Geometry, SequenceModel

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

    def at(self, base: int) -> "Effect | None":
        """Return what the variant changes in the bin that holds `base` and the two beside it.

        None where not all three were predicted. Enformer's expression of a gene is the sum over them at its start.
        """
        middle = (base - self.first) // self.bin
        if not 1 <= middle < len(self.reference) - 1:
            return None
        three = slice(middle - 1, middle + 2)
        first = self.first + (middle - 1) * self.bin
        return Effect(first, self.bin, self.reference[three], self.alternative[three], self.moved[three])

    def of(self, chosen: Sequence[int]) -> "Effect":
        """Return it for some of its tracks."""
        kept = [values[:, list(chosen)] for values in (self.reference, self.alternative, self.moved)]
        return Effect(self.first, self.bin, *kept)

    def scores(self) -> dict[str, Values]:
        """Return what is told of each track (tracks).

        ``sad`` is the sum of the differences, ``sar`` the sum of ``log2((1 + alt) / (1 + ref))`` (NaN for a track that
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
        ratios = np.log2(1 + np.maximum(self.alternative, 0)) - np.log2(1 + np.maximum(self.reference, 0))
        lowest = np.minimum(self.reference.min(0), self.alternative.min(0))
        scores["sar"] = np.where(lowest >= 0, ratios.sum(0), np.nan)
        return scores


@runtime_checkable
class FastEffects(Protocol):
    """What computes effects on all of a model's tracks without reading a window anew for each variant."""

    def takes(self, variant: Variant) -> bool:
        """Tell whether it can compute this one."""

    def effect(self, variant: Variant) -> Effect:
        """Return what `effect` returns, but for rounding."""


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
    asked = ask_effect(genome, variant, geometry, geometry.crop - model.geometry.crop, view)
    return next(answered(model, [asked], chosen, device=device))


def ask_effect(
    genome: Genome, variant: Variant, geometry: Geometry, beside: int, view: View = _UNMOVED
) -> Ask[Effect]:
    """Return the windows that tell what `variant` changes, and how: the reference, the alternative, both sides of it.

    `beside` is by how many bins at each end `geometry` crops more than the model does: they are not compared.
    """
    change = variant.trimmed()
    moved_bins = view.bins(geometry.bin)
    start = change.start - (geometry.window - len(change.ref)) // 2 + view.shift
    end, by = start + geometry.window, change.change

    def changed(first: int, last: int) -> Bases:
        alt = np.frombuffer(change.alt.encode("ascii"), np.uint8)
        before, after = (
            genome.read(change.chrom, first, change.start),
            genome.read(change.chrom, change.end, last),
        )
        return np.concatenate([before, alt, after])

    windows = [genome.read(change.chrom, start, end), changed(start, end - by)]
    if by:
        windows += [changed(start + by, end), genome.read(change.chrom, start + by, end + by)]
    first = start + geometry.margin - moved_bins * geometry.bin

    def answer(found: Sequence[Bins]) -> Effect:
        kept = [np.asarray(bins[beside - moved_bins :][: geometry.kept], np.float64) for bins in found]
        if not by:
            return Effect(first, geometry.bin, kept[0], kept[1], kept[0])
        reference, left, right, moved = kept
        alternative = stitched(left, right, first, geometry.bin, change)
        return Effect(first, geometry.bin, reference, alternative, moved)

    return Ask(tuple(windows), answer)


def stitched(left: Values, right: Values, first: int, bin: int, change: Variant) -> Values:
    """Return bins wholly left of the variant from `left`, wholly right of it from `right`, others as their mean."""
    starts = first + bin * np.arange(len(left))
    before = (starts + bin <= change.start)[:, None]
    after = (starts >= change.end)[:, None]
    return np.where(before, left, np.where(after, right, (left + right) / 2))
