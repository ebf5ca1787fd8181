"""Enrichment of states around anchors such as transcription starts, as ChromHMM's NeighborhoodEnrichment prints it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.overlap import printed
from babelix.chromatin.annotation.profile import Profile
from babelix.chromatin.segments.names import number_of, order_of
from babelix.chromatin.segments.segments import Segments
from babelix.genome.interval import Intervals


@dataclass(frozen=True)
class Neighbourhood:
    """Fold enrichments: `fold` (states x offsets); `offsets` from the anchors in bases, downstream positive.

    `anchors` counts those on segmented chromosomes, `unstranded` those of them that have no strand.
    """

    states: tuple[str, ...]
    offsets: tuple[int, ...]
    fold: NDArray[np.float64]
    anchors: int = 0
    unstranded: int = 0

    def caveat(self) -> str:
        """Return a sentence about the anchors without strand, empty when there is none."""
        if not self.unstranded:
            return ""
        return (
            f"{self.unstranded:,} of {self.anchors:,} anchors have no strand and count as if on the + strand"
        )

    def profile(self, state: int) -> Profile | None:
        """Return where the state of that index is highest; None when nothing lies at the anchors."""
        folds = dict(zip(self.offsets, self.fold[state].tolist(), strict=True))
        return Profile.of(folds, stranded=not self.unstranded)

    def table(self) -> str:
        """Return the text of ChromHMM's ``_neighborhood.txt``."""
        rows = ["\t".join([f"State ({order_of(self.states)} order)", *map(str, self.offsets)])]
        for state, folds in zip(self.states, self.fold, strict=True):
            rows.append("\t".join([number_of(state), *map(printed, folds)]))
        return "\n".join(rows) + "\n"


def neighbourhood(
    segments: Segments,
    anchors: Intervals,
    spacing: int | None = None,
    left: int = 10,
    right: int = 10,
    bin_size: int = 200,
    name: str = "the anchors",
) -> Neighbourhood:
    """Measure the states at `left` + 1 + `right` positions around each anchor, along its strand.

    Positions are `spacing` bases apart, by default a bin, as ChromHMM's are.

    fold = (share of the anchors whose position falls in the state) / (share of the bins in the state). Positions
    outside the segmentation are left out, of one offset at a time. Anchors without strand count as +, and the answer
    tells how many do. Raises `RequestError`, which calls them `name`, when no anchor lies on a segmented chromosome.
    """
    offsets = np.arange(-left, right + 1) * (spacing or bin_size)
    states = len(segments.states)
    hits = np.zeros((states, len(offsets)))
    bins = np.zeros(states)
    seen = bare = 0
    for chrom, here in segments.in_bins(bin_size).intervals.by_chrom():
        label = here.label
        assert label is not None
        count = -(-here.end // bin_size) - here.start // bin_size
        bins += np.bincount(label, weights=count, minlength=states)
        near = anchors.on(chrom)
        seen, bare = seen + len(near), bare + int((near.strand == 0).sum())
        sign = np.where(near.strand < 0, -1, 1)
        position = near.start[:, None] + sign[:, None] * offsets[None, :]
        # ChromHMM divides towards zero: a position less than a bin before the chromosome falls into its first bin.
        position = np.where((position < 0) & (position > -bin_size), 0, position)
        place = np.searchsorted(here.start, position, side="right") - 1
        inside = (place >= 0) & (position < here.end[place])
        for column in range(len(offsets)):
            found = label[place[inside[:, column], column]]
            hits[:, column] += np.bincount(found, minlength=states)
    if not hits.sum():
        raise RequestError(
            f"no anchor of {name} lies in {segments.origin} (its chromosomes: "
            f"{', '.join(segments.intervals.chroms[:3])}; those of the anchors: "
            f"{', '.join(anchors.chroms[:3]) or 'none, the file is empty'}); use files of one assembly"
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        fold = (hits / hits.sum(axis=0)) / (bins / bins.sum())[:, None]
    places = tuple(int(offset) for offset in offsets)
    return Neighbourhood(segments.states, places, np.asarray(fold), seen, bare)
