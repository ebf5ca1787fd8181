"""What variants change in SpliceAI's four tracks, both strands, computed from a reference's activations.

The same numbers as whole windows give (`babelix.tracks.effects.ask_effect`), but for rounding, at a fraction of the
work: decisions/dna/only-what-a-variant-changes.md.
"""

from collections import OrderedDict
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from babelix.foreign.spliceai import CONTEXT, SpliceAI, SpliceNetwork
from babelix.foreign.splicing.net import describe
from babelix.foreign.splicing.scorer import KEPT, SITES, TILE
from babelix.genome.contigs import Genome
from babelix.genome.sequence import one_hot, reverse_complement
from babelix.genome.variant import Variant
from babelix.tracks.effects import Effect, stitched
from babelix.tracks.incremental.net import Net
from babelix.tracks.incremental.reference import Edit, Reference
from babelix.tracks.model import Geometry

Bases = NDArray[np.uint8]
Span = tuple[int, int]
# Longer changes, and wider comparisons, are left to whole windows: activations of so much more would be kept.
MOST_CHANGED, MOST_COMPARED = 16, 1_001


class SpliceEffects:
    """Gives effects of variants over the bins that `geometry` keeps.

    A reference is read once for a tile of bases on a fixed grid, so that a variant's effect is the same digits whatever
    else is asked for.
    """

    def __init__(self, model: SpliceAI, genome: Genome, geometry: Geometry) -> None:
        self._model, self._genome, self._geometry = model, genome, geometry
        self._device = next(model.parameters()).device
        self._beside = geometry.kept // 2 + 2 * MOST_CHANGED + 1
        self._references: OrderedDict[tuple[str, int], tuple[list[Reference], list[Reference]]] = (
            OrderedDict()
        )

    def takes(self, variant: Variant) -> bool:
        """Tell whether a variant is short enough, and so little is compared that activations can be kept."""
        change = variant.trimmed()
        return self._geometry.kept <= MOST_COMPARED and max(len(change.ref), len(change.alt)) <= MOST_CHANGED

    def effect(self, variant: Variant) -> Effect:
        """Return what a variant changes in all four tracks, as `babelix.tracks.effects.effect` does."""
        change, geometry = variant.trimmed(), self._geometry
        first = change.start - (geometry.window - len(change.ref)) // 2 + geometry.margin
        by, kept = change.change, geometry.kept
        span = (first + min(by, 0), first + kept + max(by, 0))
        reference, alternative = self._predicted(change, span)
        left, right = (slice(max(-by, 0), max(-by, 0) + kept), slice(max(by, 0), max(by, 0) + kept))
        before = reference[left]
        if not by:
            return Effect(first, 1, before, alternative, before)
        beside = stitched(alternative[left], alternative[right], first, 1, change)
        return Effect(first, 1, before, beside, reference[right])

    def _predicted(self, change: Variant, span: Span) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return reference and alternative (places, 4) over `span`, each counted from its own left."""
        tile = change.start - change.start % TILE
        _, end = self._read(tile)
        plus, minus = self._kept(change.chrom, tile)
        bases = np.frombuffer(change.alt.encode("ascii"), np.uint8)
        there = Edit(change.start, change.end, self._rows(bases))
        back = Edit(end - change.end, end - change.start, self._rows(reverse_complement(bases)))
        mirrored = (end - span[1], end - span[0])
        moved = (mirrored[0] + change.change, mirrored[1] + change.change)
        with torch.inference_mode():
            found = [
                _mean([each.outputs(span) for each in plus]),
                _mean([each.outputs(mirrored) for each in minus])[::-1],
                _mean([each.alternatives([there], [span])[0] for each in plus]),
                _mean([each.alternatives([back], [moved])[0] for each in minus])[::-1],
            ]
        return np.concatenate(found[:2], axis=1), np.concatenate(found[2:], axis=1)

    @cached_property
    def _nets(self) -> list[Net]:
        nets = [network for network in self._model.networks if isinstance(network, SpliceNetwork)]
        return [describe(network) for network in nets]

    def _read(self, tile: int) -> Span:
        """Return the bases read around a tile."""
        return tile - self._beside - CONTEXT, tile + TILE + MOST_CHANGED + self._beside + CONTEXT

    def _kept(self, chrom: str, tile: int) -> tuple[list[Reference], list[Reference]]:
        """Return the activations of each network on both strands around a tile, those of the last time if need be."""
        key = (chrom, tile)
        if key not in self._references:
            while len(self._references) >= KEPT:
                self._references.popitem(last=False)
            begin, end = self._read(tile)
            bases = self._genome.read(chrom, begin, end)
            edits = (tile, tile + TILE + MOST_CHANGED)
            mirrored = (end - edits[1], end - edits[0])
            plus, minus = self._rows(bases), self._rows(reverse_complement(bases))
            with torch.inference_mode():
                self._references[key] = (
                    [Reference(net, plus, begin, edits, MOST_CHANGED) for net in self._nets],
                    [Reference(net, minus, 0, mirrored, MOST_CHANGED) for net in self._nets],
                )
        self._references.move_to_end(key)
        return self._references[key]

    def _rows(self, bases: Bases) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(one_hot(bases).T)).to(self._device)


def _mean(found: list[Tensor]) -> NDArray[np.float64]:
    """Return the mean of the networks' acceptor and donor (places, 2)."""
    mean = torch.stack(found).mean(0)[SITES]
    return np.asarray(mean.cpu().numpy().T, np.float64)
