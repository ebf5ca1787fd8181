"""What a model of tracks is held against: a ridge regression on words of four bases, and replicates."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from babelix.base.progress import Listener, tell
from babelix.base.seeds import generator
from babelix.genome.region import Region
from babelix.tracks.learning.binned import Grid, binned
from babelix.tracks.learning.examples import stacked
from babelix.tracks.learning.fit import agreement
from babelix.tracks.learning.kmers import Ridge, word_counts
from babelix.tracks.learning.targets import Values
from babelix.workflows.dna.learning.data import Learned

_SAMPLE, _STRENGTHS = 40_000, (30.0, 1_000.0, 30_000.0)


def known_on(learned: Learned, regions: Sequence[Region], bin: int) -> Values:
    """Return the targets of whole contigs (bins, tracks), NaN where unknown."""
    return np.concatenate([stacked(learned.values, each.chrom, len(each) // bin) for each in regions])


def ridge_on(learned: Learned, regions: Sequence[Region], bin: int, seed: int, listener: Listener) -> Values:
    """Return what a ridge regression on words predicts (bins, tracks).

    It is learned from a sample of bins, each track from those where it is known; its strength is chosen on `val`.
    """
    tell(listener, "evaluating", "a ridge regression on words of four bases, to be held against")
    draw = generator(seed, "ridge")
    total = sum(len(each) // bin for each in learned.train)
    X, Y = [], []
    for region in learned.train:
        first, last = -(-region.start // bin), region.end // bin
        count = min(round(_SAMPLE * len(region) / bin / total), last - first)
        bins = np.sort(draw.choice(np.arange(first, last), count, replace=False)).tolist()
        X.append(
            word_counts(learned.genome.read(region.chrom, 0, learned.genome.lengths[region.chrom]), bin, bins)
        )
        Y.append(stacked(learned.values, region.chrom, learned.genome.lengths[region.chrom] // bin)[bins])
    seen, targets = np.concatenate(X), np.log1p(np.concatenate(Y))
    models = [Ridge(seen, targets, strength) for strength in _STRENGTHS]
    known = np.log1p(known_on(learned, learned.val, bin))
    chosen = _words(learned, learned.val, bin)
    errors = [float(np.nanmean((np.asarray(model(chosen)) - known) ** 2)) for model in models]
    # Back to values, as what is correlated are logarithms.
    best = models[int(np.argmin(errors))]
    return np.asarray(np.expm1(np.maximum(best(_words(learned, regions, bin)), 0)), np.float32)


def _words(learned: Learned, regions: Sequence[Region], bin: int) -> Values:
    return np.concatenate(
        [
            word_counts(learned.genome.read(each.chrom, 0, each.end), bin, range(len(each) // bin))
            for each in regions
        ]
    )


def replicates_on(
    learned: Learned, regions: Sequence[Region], bin: int, place: Callable[[str], Path]
) -> list[float | None]:
    """Return, for each track of several files, the mean correlation of two of them, where both are known."""
    grid = Grid(learned.genome.lengths, bin, learned.names)
    found: list[float | None] = []
    for target in learned.targets:
        if len(target.files) < 2:
            found.append(None)
            continue
        each = [binned(replace(target, files=(file,)), grid, place) for file in target.files]
        found.append(
            agreement(np.concatenate([stacked(each, one.chrom, len(one) // bin) for one in regions]))
        )
    return found
