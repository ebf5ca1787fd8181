"""How well a model of tracks predicts contigs that it has not learned from, beside what it can be held against.

Beside each track: the agreement of replicates, where a track is a sum of several files; a ridge regression on words of
four bases, learned from the same contigs; of peaks, the prevalence, and a search for a consensus where one is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, silent, tell
from babelix.genome.region import Region
from babelix.tracks.learning.fit import Fit, fit, interval, of_peaks
from babelix.tracks.learning.kmers import long_words, recurring
from babelix.tracks.learning.scan import found_at, found_within
from babelix.tracks.learning.targets import Target, Values
from babelix.training.device import best_device
from babelix.workflows.dna.learning.baselines import known_on, replicates_on, ridge_on
from babelix.workflows.dna.learning.build import geometry_of
from babelix.workflows.dna.learning.data import Learned, load_targets, placing
from babelix.workflows.dna.learning.described import read_described
from babelix.workflows.dna.learning.model import load_model
from babelix.workflows.dna.learning.settings import TracksSettings
from babelix.workflows.dna.learning.task import predicted_on
from babelix.workflows.runs.changes import check_data
from babelix.workflows.runs.folder import read_provenance, read_settings

SPLITS = ("val", "test")
# Bins of a block that intervals are drawn by: 16 kb of bins of 32 bases.
BLOCK = 512


@dataclass(frozen=True)
class TrackFit:
    """One track: the model's fit with the 95 % interval of its correlation, and without bins that recur.

    `replicates` is the mean correlation of pairs of its files; `ridge` the fit of words; `scan` the average precision
    of a consensus. None where there is none.
    """

    name: str
    fit: Fit
    low: float
    high: float
    alone: Fit
    ridge: Fit | None
    replicates: float | None
    scan: float | None


@dataclass(frozen=True)
class Evaluated:
    """A model on the contigs of a split: bins, and how many of them recur where it learned."""

    model: str
    split: str
    contigs: tuple[str, ...]
    bins: int
    recurring: int
    tracks: tuple[TrackFit, ...]


@checked
def evaluate_tracks(
    folder: Path,
    *,
    split: str = "test",
    beside: Path | None = None,
    scans: Sequence[str] = (),
    baseline: bool = True,
    resamples: int = 1000,
    seed: int = 1,
    listener: Listener = silent,
) -> Evaluated:
    """Return how well the model of a run, or a shipped one, predicts the contigs of a split.

    Relative files are sought in `beside`, where the recipe stood unless given. `scans` are consensus sequences in
    IUPAC's letters, ``TRACK=TTACCCG``. Raises `RequestError` for what is not there.
    """
    settings = read_settings(folder, TracksSettings)
    if split not in SPLITS:
        raise RequestError(f"`split` {split!r}: expected one of {', '.join(SPLITS)}", setting="split")
    targets, _ = read_described(folder)
    wanted = _scans(scans, targets)
    where = beside or Path(read_provenance(folder).get("beside", folder))
    bin = geometry_of(settings.model).bin
    learned = load_targets(settings.data, targets, bin, where, listener)
    before = read_provenance(folder).get("data_sha256", {})
    if beside is None:
        check_data(folder, before, learned.checksums)
    others = [name for name, now in learned.checksums.items() if before.get(name, now) != now]
    if others:
        tell(listener, "evaluating", f"not what the model was trained on: {', '.join(others)}")
    regions = getattr(learned, split)
    if not regions:
        raise RequestError(f"`split` {split}: the recipe holds no contigs out for it", setting="split")
    known = known_on(learned, regions, bin)
    _refuse_scans_of_counts(wanted, targets, known)
    model = load_model(folder)
    tell(listener, "evaluating", f"predicting {', '.join(each.chrom for each in regions)}")
    predicted = np.concatenate([predicted_on(model, learned.genome, each, best_device()) for each in regions])
    alone = ~_recurring(learned, regions, bin)
    ridge = ridge_on(learned, regions, bin, seed, listener) if baseline else None
    replicates = replicates_on(learned, regions, bin, placing(settings.data.name, where))
    found = []
    for column, target in enumerate(targets):
        p, y = predicted[:, column], known[:, column]
        scan = None
        if target.track.name in wanted:
            marks = _scanned(learned, regions, bin, wanted[target.track.name], target.within)
            scan = fit(marks, y).precision
        low, high = interval(p, y, BLOCK, resamples, seed)
        found.append(
            TrackFit(
                target.track.name, fit(p, y), low, high, fit(p[alone], y[alone]),
                None if ridge is None or np.isnan(ridge[:, column]).all() else fit(ridge[:, column], y),
                replicates[column], scan,
            )
        )  # fmt: skip
    contigs = tuple(each.chrom for each in regions)
    return Evaluated(model.name, split, contigs, len(known), int((~alone).sum()), tuple(found))


def _scans(asked: Sequence[str], targets: Sequence[Target]) -> dict[str, str]:
    names = [target.track.name for target in targets]
    found = {}
    for one in asked:
        name, equals, consensus = one.partition("=")
        if not equals or name not in names:
            raise RequestError(
                f"`scan` {one!r}: expected TRACK=CONSENSUS with a track of the model{did_you_mean(name, names)}",
                setting="scan",
            )
        found_at(np.empty(0, np.uint8), consensus)  # refuses letters that are none
        found[name] = consensus
    return found


def _refuse_scans_of_counts(wanted: Mapping[str, str], targets: Sequence[Target], known: Values) -> None:
    """Raise `RequestError` where a consensus is asked for and there are no peaks that it could find."""
    for column, target in enumerate(targets):
        name = target.track.name
        if name in wanted and not of_peaks(known[:, column]):
            raise RequestError(
                f"`scan` {name}={wanted[name]}: expected a track of peaks, some bins with one and some without, on the "
                f"contigs predicted; {name} is of counts there, or the same in every bin",
                setting="scan",
            )


def _recurring(learned: Learned, regions: Sequence[Region], bin: int) -> NDArray[np.bool_]:
    """Return which bins of `regions` stand in a contig learned from too."""
    chroms = dict.fromkeys(each.chrom for each in learned.train)
    words = [long_words(learned.genome.read(chrom, 0, learned.genome.lengths[chrom])) for chrom in chroms]
    known = np.unique(np.concatenate(words))
    return np.concatenate(
        [recurring(learned.genome.read(each.chrom, 0, each.end), bin, known) for each in regions]
    )


def _scanned(
    learned: Learned, regions: Sequence[Region], bin: int, consensus: str, within: int
) -> NDArray[np.float32]:
    return np.concatenate(
        [
            found_within(learned.genome.read(each.chrom, 0, each.end), consensus, bin, within)
            for each in regions
        ]
    )
