"""Sequence models by name, each put where it shall compute."""

from collections.abc import Callable

import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.foreign.spliceai import SpliceAI
from babelix.foreign.spliceai_weights import load_spliceai
from babelix.foreign.splicing.effects import SpliceEffects
from babelix.genome.contigs import Genome
from babelix.tracks.effects import FastEffects
from babelix.tracks.model import Geometry, SequenceModel
from babelix.training.device import best_device

MODELS: dict[str, Callable[[torch.device], SequenceModel]] = {
    "spliceai": lambda device: load_spliceai().to(device),
}


@checked
def open_model(name: str) -> SequenceModel:
    """Return the sequence model called `name`, on the device asked for. Raises `RequestError` when there is none."""
    if name not in MODELS:
        raise RequestError(
            f"`model` {name!r}: expected one of {', '.join(MODELS)}{did_you_mean(name, MODELS)}",
            setting="model",
        )
    return MODELS[name](best_device())


def fast_effects(model: SequenceModel, genome: Genome, geometry: Geometry) -> FastEffects | None:
    """Return what computes only what variants change in a model's tracks; None for a model of which none is known."""
    return SpliceEffects(model, genome, geometry) if isinstance(model, SpliceAI) else None
