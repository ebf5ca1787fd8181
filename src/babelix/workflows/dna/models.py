"""Sequence models by name, each put where it shall compute, and told what it takes."""

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.memory import told
from babelix.base.progress import Listener, tell
from babelix.enformer.effects import EnformerEffects
from babelix.enformer.predictor import EnformerTracks
from babelix.enformer.saturation import EnformerAttribution
from babelix.foreign.spliceai import SpliceAI
from babelix.foreign.spliceai_weights import load_spliceai
from babelix.foreign.splicing.attribution import SpliceAttribution
from babelix.foreign.splicing.effects import SpliceEffects
from babelix.genome.contigs import Genome
from babelix.tracks.attribution import Attributed, Plain
from babelix.tracks.effects import FastEffects
from babelix.tracks.model import Frugal, Geometry, SequenceModel
from babelix.training.device import best_device, free_on
from babelix.workflows.dna.enformer import NAMES, enformer_settings, open_enformer, refuse_settings
from babelix.workflows.dna.learning.model import load_model
from babelix.workflows.runs.folder import SETTINGS, recorded_task
from babelix.workflows.runs.shipped import locate, shipped

__all__ = ["MODELS", "attributed", "check_memory", "enformer_settings", "fast_effects", "open_model"]

MODELS: dict[str, Callable[[torch.device], SequenceModel]] = {
    "spliceai": lambda device: load_spliceai().to(device),
    **{name: partial(open_enformer, name) for name in NAMES},
}


def trained(name: str) -> Path:
    """Return the folder of a model of tracks that was trained here: shipped, or a run. Raises `RequestError`."""
    own = [each.name for each in shipped() if _is_of_tracks(each.folder)]
    if name in own:
        return locate(name)
    if name and (Path(name) / SETTINGS).is_file():
        if not _is_of_tracks(Path(name)):
            raise RequestError(
                f"`model` {name}: a run of the task {recorded_task(Path(name))!r}, which predicts no tracks; expected "
                f"{', '.join([*MODELS, *own])}, or a run of the task 'tracks'",
                setting="model",
            )
        return Path(name)
    known = [*MODELS, *own]
    raise RequestError(
        f"`model` {name!r}: expected one of {', '.join(known)}, or the folder of a run of the task 'tracks'"
        f"{did_you_mean(name, known)}",
        setting="model",
    )


def _is_of_tracks(folder: Path) -> bool:
    return (folder / SETTINGS).is_file() and recorded_task(folder) == "tracks"


@checked
def open_model(name: str) -> SequenceModel:
    """Return the sequence model called `name`, on the device asked for. Raises `RequestError` when there is none."""
    if name not in NAMES:
        refuse_settings(name)
    return MODELS[name](best_device()) if name in MODELS else load_model(trained(name))


def tell_other(model: SequenceModel, assembly: str | None, listener: Listener) -> None:
    """Say so where a model was made for another genome than that of the variants, perhaps of another species."""
    if None not in (model.assembly, assembly) and model.assembly != assembly:
        tell(
            listener,
            "scoring",
            f"the model was made for {model.assembly}, the variants are of {assembly}: another assembly or another "
            "species; of another species its scores are a negative control",
        )


def check_memory(model: SequenceModel, bases: int, tracks: int, task: str, listener: Listener) -> None:
    """Say what windows of `bases` take beside a model that can tell; `RequestError` where so much is not free."""
    if not isinstance(model, Frugal):
        return
    device = best_device()
    needs, free = model.needs(bases, tracks), free_on(device)
    tell(listener, task, f"memory: about {told(needs)} a window beside the model")
    if free is None or needs <= free:
        return
    bin = model.geometry.bin
    # By halves, for a window of billions of bins may be asked for; a bin takes a byte at least.
    bins = range(min(bases // bin, free + 1))
    fits = bisect_right(bins, free, lo=1, key=lambda each: model.needs(each * bin, tracks)) - 1
    raise RequestError(
        f"a window of {bases:,} bases and {tracks:,} tracks takes about {told(needs)} beside the model, and "
        f"{told(free)} are free: at most {fits * bin:,} bases would do; give a shorter `window` or fewer tracks "
        "(`track`), or free memory",
        setting=("window", "track"),
    )


def fast_effects(model: SequenceModel, genome: Genome, geometry: Geometry) -> FastEffects | None:
    """Return what computes only what variants change in a model's tracks; None for a model of which none is known."""
    if isinstance(model, EnformerTracks):
        return EnformerEffects(model, genome, geometry)
    return SpliceEffects(model, genome, geometry) if isinstance(model, SpliceAI) else None


def attributed(model: SequenceModel) -> Attributed:
    """Return what tells what each base does for a model's tracks, the fastest way that is known for the model."""
    if isinstance(model, EnformerTracks):
        return EnformerAttribution(model)
    return SpliceAttribution(model) if isinstance(model, SpliceAI) else Plain(model)
