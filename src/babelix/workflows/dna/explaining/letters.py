"""What the bases around a variant do for the tracks that it changes most, in either allele."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from babelix.genome.variant import Variant
from babelix.tracks.attribution import Aim, attribution
from babelix.tracks.model import Geometry, recropped
from babelix.workflows.dna.explaining.results import Letters
from babelix.workflows.dna.models import attributed
from babelix.workflows.dna.scoring.score import compared
from babelix.workflows.dna.scoring.scorer import Scorer

# Where a model reads no more than it needs, sums are over so many bins: more would take longer and say no more.
_SUMMED = 201
_LONGEST = 40


def letters_of(
    scorer: Scorer, variant: Variant, chosen: Sequence[int], bases: int
) -> tuple[Letters | None, str]:
    """Return what `bases` around a variant do for the tracks `chosen`; or None and why there is nothing to show."""
    change = variant.trimmed()
    if max(len(change.ref), len(change.alt)) > _LONGEST:
        return None, f"letters are shown of changes of up to {_LONGEST} bases"
    geometry = _summed(scorer)
    net = recropped(scorer.model, geometry.crop)
    beside = geometry.crop - net.geometry.crop
    bins = slice(beside, beside + geometry.kept)
    start = change.start - (geometry.window - len(change.ref)) // 2
    at = change.start - start
    room = min(at, geometry.window - at - max(len(change.ref), len(change.alt)))
    flank = min((bases - 1) // 2, room)
    found = []
    for allele in (change.ref, change.alt):
        aim = Aim(at - flank, at + len(allele) + flank, tuple(chosen), bins)
        window = window_with(scorer, change, allele, start, geometry.window)
        found.append(attribution(attributed(net), window, aim, lambda _: None))
    names = tuple(net.tracks[index].name for index in chosen)
    whole = geometry.kept * geometry.bin
    return Letters(names, whole, change.start - flank, flank, *found), ""


def _summed(scorer: Scorer) -> Geometry:
    """Return the windows that are read, and what is summed of them."""
    geometry = scorer.geometry
    if geometry.whole or geometry.multiple is None or geometry.kept <= _SUMMED:
        return geometry
    return compared(scorer.model.geometry, _SUMMED * geometry.bin)


def window_with(scorer: Scorer, change: Variant, allele: str, start: int, length: int) -> NDArray[np.uint8]:
    """Return the bases of a window from `start` on with `allele` in the place of the change's REF."""
    read = scorer.genome.read
    left = read(change.chrom, start, change.start)
    middle = np.frombuffer(allele.encode("ascii"), np.uint8)
    rest = length - len(left) - len(middle)
    return np.concatenate([left, middle, read(change.chrom, change.end, change.end + rest)])
