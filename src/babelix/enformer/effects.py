"""What substitutions change in Enformer's tracks: the reference once, then the few rows of the tower that each alters.

The attention layers run on all rows again: everything may attend to what was changed. The same numbers as whole windows
give (`babelix.tracks.effects.ask_effect`), but for rounding.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from babelix.enformer.edits import Edit, EditedTower
from babelix.enformer.fast.tower import Span
from babelix.enformer.predictor import EnformerTracks
from babelix.genome.contigs import Genome
from babelix.genome.sequence import one_hot
from babelix.genome.variant import Variant
from babelix.tracks.effects import Effect
from babelix.tracks.model import Geometry

Bases = NDArray[np.uint8]
# Longer ones are left to whole windows: they change more of the tower.
MOST_CHANGED = 128


class EnformerEffects:
    """Gives effects of substitutions over the bins that `geometry` keeps.

    A reference is kept for the alleles of one place, which come one after the other.
    """

    def __init__(self, model: EnformerTracks, genome: Genome, geometry: Geometry) -> None:
        self._model, self._genome, self._geometry = model.recropped(geometry.crop), genome, geometry
        weight = next(model.model.parameters())
        self._device, self._dtype = weight.device, weight.dtype
        self._kept: tuple[tuple[str, int, int], Tensor, Tensor, NDArray[np.float64]] | None = None

    def takes(self, variant: Variant) -> bool:
        """Tell whether a variant replaces bases by as many others, and by few."""
        change = variant.trimmed()
        return change.change == 0 and 0 < len(change.ref) <= MOST_CHANGED

    def effect(self, variant: Variant) -> Effect:
        """Return what a variant changes in all tracks, as `babelix.tracks.effects.effect` does."""
        change, geometry = variant.trimmed(), self._geometry
        length = len(change.ref)
        at = (geometry.window - length) // 2
        start = change.start - at
        with torch.inference_mode():
            window, rows, reference = self._reference(change.chrom, start, length)
            edited = EditedTower(self._model.tower, window, Span(at, at + length), length)
            letters = np.frombuffer(change.alt.encode("ascii"), np.uint8)
            first, changed = edited.alternatives([Edit(at, self._rows(letters))])[0]
            alternative = rows.clone()
            alternative[first : first + len(changed)] = changed
            there = self._read(alternative)
        return Effect(start + geometry.margin, geometry.bin, reference, there, reference)

    def _reference(self, chrom: str, start: int, length: int) -> tuple[Tensor, Tensor, NDArray[np.float64]]:
        """Return a window, one-hot, its rows and its tracks, those of the last time if they are the same."""
        key = (chrom, start, length)
        if self._kept is None or self._kept[0] != key:
            window = self._rows(self._genome.read(chrom, start, start + self._geometry.window))
            rows = self._model.tower(window[None])[0]
            self._kept = (key, window, rows, self._read(rows))
        return self._kept[1:]

    def _read(self, rows: Tensor) -> NDArray[np.float64]:
        found = self._model.read(rows, range(len(self._model.tracks)))
        return np.asarray(found.float().cpu().numpy(), np.float64)

    def _rows(self, bases: Bases) -> Tensor:
        return torch.from_numpy(one_hot(bases)).to(self._device, self._dtype)
