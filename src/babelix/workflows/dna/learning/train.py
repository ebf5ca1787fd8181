"""Train a model of tracks from a recipe."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.base.progress import Listener, silent, tell
from babelix.base.seeds import derive
from babelix.tracks.learning.examples import Examples
from babelix.tracks.model import Geometry
from babelix.training.device import best_device
from babelix.training.loop import Loop
from babelix.training.precision import keep_freed_memory
from babelix.workflows.dna.learning.build import begin_at, build_model, build_plan, geometry_of, sizes_of
from babelix.workflows.dna.learning.data import Learned, load
from babelix.workflows.dna.learning.described import TARGETS, described
from babelix.workflows.dna.learning.settings import CHANGING, TracksSettings
from babelix.workflows.dna.learning.start import Start, started, take_over, thaw
from babelix.workflows.dna.learning.task import TracksTask
from babelix.workflows.runs.start import recorded_start
from babelix.workflows.runs.tasks import Trained
from babelix.workflows.runs.training import Training, begun

_NORMS = {
    "accumulated": "batch norm: by the statistics of each batch, which accumulate for predicting",
    "frozen": "batch norm: by the statistics it began with",
}
# What shapes a run's bytes, beside Babelix itself.
_PACKAGES = ("torch", "numpy", "safetensors", "pybigtools")


@dataclass(frozen=True)
class TrainedTracks(Trained):
    """What training left behind, and how much it learned from."""

    tracks: int
    windows: int

    def report(self) -> str:
        """Return what a person wants to know, in lines."""
        return (
            f"{super().report()}, {several(self.tracks, 'track')}, {several(self.windows, 'window')} an epoch"
        )


@checked
def train(
    settings: TracksSettings, *, beside: Path, run: Path, resume: bool = False, listener: Listener = silent
) -> TrainedTracks:
    """Train as `settings` say and leave everything in the folder `run`; relative files are sought in `beside`.

    Raises `RequestError` on settings or data that will not do and on a folder in use, `TaskError` when it was stopped
    or failed. Before the first update a failure leaves the folder as it was.
    """
    settings, start = started(settings, beside, run, resume)
    sizes_of(settings.model, 1)
    geometry = geometry_of(settings.model)  # both refused before the data is read
    learned = load(settings.data, geometry.bin, beside, listener)
    examples = learned.examples(learned.train, geometry)
    windows = len(examples.places(settings.training.seed, 0))
    if not windows:
        raise RequestError(
            "no window is left to learn from: all have too many N (data.unknown) or touch the blacklist"
        )
    own, files = settings.training, (TARGETS,)
    taken = begun(
        run, settings, learned.checksums, resume=resume, threads=own.threads, changing=CHANGING, files=files
    )
    with taken as training:
        loop = _prepare(settings, start, learned, examples, training, beside, resume, listener)
        for line in _opening(learned, examples, geometry, windows):
            tell(listener, "training", line)
        weights = training.run(loop, own, listener)
    parameters = sum(p.numel() for p in loop.model.parameters())
    return TrainedTracks(run, weights, loop.state.step, parameters, len(learned.targets), windows)


def _prepare(
    settings: TracksSettings,
    start: Start | None,
    learned: Learned,
    examples: Examples,
    training: Training,
    beside: Path,
    resume: bool,
    listener: Listener,
) -> Loop:
    """Return the loop that trains the network, where its checkpoint stands."""
    keep_freed_memory()
    device = best_device()
    torch.manual_seed(derive(settings.training.seed, "model"))
    own = settings.model
    model = build_model(own, len(learned.targets))
    begin_at(model, examples.means())
    if start is not None:
        take_over(model, start.model, head=own.head, origin=str(own.start))
    learning = thaw(model, own.thawed)
    model = model.to(device)
    torch.manual_seed(derive(settings.training.seed, "training"))
    task = TracksTask(learned, examples, settings, device)
    plan = build_plan(settings.training, device)
    write_json(training.folder / TARGETS, described(learned.targets, learned.genome.assembly))
    figures: dict[str, Any] = {
        "beside": str(beside.resolve()),
        "train": [str(each) for each in examples.regions],
        "too_short": examples.too_short,
        "tracks": len(learned.targets),
    }
    if own.start is not None:
        weights = None if start is None else start.weights
        figures |= recorded_start(training.folder, own.start, weights)
        total = sum(p.numel() for p in model.parameters())
        tell(listener, "training", f"from {own.start}: {learning:,} of {total:,} parameters are learned")
    tell(listener, "training", _NORMS[settings.training.norm])
    training.record(figures, _PACKAGES)
    return Loop(model, task, plan, training.folder, resume=resume, listener=listener)


def _opening(learned: Learned, examples: Examples, geometry: Geometry, windows: int) -> list[str]:
    """Return what a person should know before the first update, in lines."""
    bases = sum(len(each) for each in examples.regions)
    lines = [
        f"{len(learned.targets)} tracks; {windows:,} windows of {geometry.window:,} bases an epoch, {geometry.kept} "
        f"bins of {geometry.bin} each, from {len(examples.regions)} contigs or intervals of {bases:,} bases",
        f"chosen on {', '.join(each.chrom for each in learned.val)}",
    ]
    if learned.test:
        lines.append(f"not learned from: {', '.join(each.chrom for each in learned.test)}")
    if examples.too_short:
        lines.append(f"{examples.too_short} intervals shorter than a window are left out")
    return lines
