"""One locus: a SNP of the catalogue, its neighbors, and the elements of each annotation round it (figure 10c)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.enrich.annotated import Annotation
from babelix.genome.overlap import NOTHING

Positions = NDArray[np.int64]
FLANK = 50_000


@dataclass(frozen=True)
class Track:
    """The elements ``[start, end)`` of an annotation that reach into the window, and how far the nearest is.

    `distance` is 0 where an element holds the SNP; else the bases from it to the nearest element of the window.
    """

    name: str
    start: tuple[int, ...]
    end: tuple[int, ...]
    distance: int


@dataclass(frozen=True)
class Neighbor:
    """A SNP of the catalogue: its name, position (from 0), -log10 P, traits, and whether the pool has it."""

    name: str
    position: int
    strength: float
    traits: tuple[str, ...]
    in_pool: bool


@dataclass(frozen=True)
class Locus:
    """The SNP `name` at `position` (from 0) of `chrom`, and what lies in the window ``[start, end)`` round it.

    `tracks` are the annotations with an element there, those that hold the SNP first and then the nearest; `pool` are
    the positions of the pool's SNPs, `starts` those of transcription.
    """

    name: str
    chrom: str
    position: int
    start: int
    end: int
    tracks: tuple[Track, ...]
    catalogue: tuple[Neighbor, ...]
    pool: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()

    @property
    def traits(self) -> tuple[str, ...]:
        """What the catalogue finds the SNP to go with."""
        return next((each.traits for each in self.catalogue if each.position == self.position), ())

    def as_json(self) -> dict[str, Any]:
        """Return it ready to be printed: positions from 1, elements with their distance from the SNP."""
        return {
            "snp": self.name,
            "chrom": self.chrom,
            "position": self.position + 1,
            "traits": list(self.traits),
            "window": [self.start, self.end],
            "annotations": [
                {"name": each.name, "elements": len(each.start), "distance": each.distance}
                for each in self.tracks
            ],
        }


def look(
    snp: tuple[str, str, int],
    annotations: Sequence[Annotation],
    catalogue: Sequence[Neighbor],
    ground: Mapping[str, Positions],
) -> Locus:
    """Return what lies round a SNP (name, chromosome, position from 0).

    `catalogue` are the SNPs of its chromosome; `ground` holds the rising positions there of ``pool`` and ``starts``.
    """
    name, chrom, position = snp
    start, end = max(0, position - FLANK), position + FLANK + 1
    tracks = []
    for each in annotations:
        held = each.elements.get(chrom, NOTHING)
        first, last = np.searchsorted(held.end, start, side="right"), np.searchsorted(held.start, end)
        begin, stop = held.start[first:last], held.end[first:last]
        if len(begin):
            away = np.maximum(np.maximum(begin - position, position - stop + 1), 0)
            tracks.append(Track(each.name, tuple(begin.tolist()), tuple(stop.tolist()), int(away.min())))
    near = sorted(
        (each for each in catalogue if start <= each.position < end), key=lambda each: each.position
    )
    inside = {
        what: tuple(places[np.searchsorted(places, start) : np.searchsorted(places, end)].tolist())
        for what, places in ground.items()
    }
    tracks.sort(key=lambda each: each.distance)
    return Locus(name, chrom, position, start, end, tuple(tracks), tuple(near), **inside)
