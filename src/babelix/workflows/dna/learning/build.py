"""Settings to what they name: sizes, network, loss, the loop's numbers, and the network as a sequence model."""

from collections.abc import Sequence
from functools import partial

import torch
from torch import nn

from babelix.base.errors import RequestError
from babelix.enformer.model import Dropout, Enformer
from babelix.enformer.predictor import EnformerTracks, Reading
from babelix.enformer.sizes import Sizes
from babelix.tracks.model import Geometry, Track
from babelix.training.plan import Plan
from babelix.training.poisson import CountLoss
from babelix.training.precision import resolve_precision
from babelix.training.schedule import flat_rate
from babelix.workflows.dna.learning.settings import ModelSettings, TrainingSettings

# The one head of a model that is trained here.
HEAD = "tracks"


def sizes_of(own: ModelSettings, tracks: int) -> Sizes:
    """Return the sizes that settings ask for. Raises `RequestError` where they do not fit each other."""
    return Sizes(
        channels=tuple(own.channels), layers=own.layers, heads=own.heads, key=own.key, crop=own.crop,
        outputs={HEAD: tracks},
    )  # fmt: skip


def geometry_of(own: ModelSettings) -> Geometry:
    """Return how bins stand in a window. Raises `RequestError` for a window that is no whole bins or leaves none."""
    bin = 2 ** len(own.channels)
    try:
        return Geometry(own.window, bin, own.crop, multiple=bin, whole=True)
    except RequestError as error:
        raise RequestError(f"model.window and model.crop: {error}") from None


def build_model(own: ModelSettings, tracks: int) -> Enformer:
    """Return the network, its first weights drawn."""
    dropout = Dropout(layers=own.dropout, attention=own.dropout / 4, positions=0.0)
    return Enformer(sizes_of(own, tracks), dropout=dropout, frame=own.frame)


def begin_at(model: Enformer, means: Sequence[float]) -> None:
    """Let each track of a new network begin at its mean: b = log(exp(mean) - 1)."""
    head = model.heads[HEAD]
    assert isinstance(head, nn.Linear)
    mean = torch.tensor(means, dtype=torch.float64).clamp_min(1e-6)
    with torch.no_grad():
        # log(exp(m) - 1) = m + log(1 - exp(-m)): the first exp of a large m is beyond what a number holds.
        head.bias.copy_(mean + torch.expm1(-mean).neg().log())


def as_tracks(
    model: Enformer, own: ModelSettings, name: str, tracks: Sequence[Track], assembly: str | None
) -> EnformerTracks:
    """Return the network as a sequence model: windows and positions as it is trained."""
    bins = own.window // model.sizes.bin
    reading = Reading(species=HEAD, frame=own.frame or bins)
    return EnformerTracks(model, reading, name, tracks=tracks, assembly=assembly, bins=bins)


def loss_of(own: TrainingSettings) -> CountLoss:
    """Return the loss."""
    return CountLoss(total=None if own.loss == "poisson" else own.total_weight, epsilon=own.epsilon)


def build_plan(own: TrainingSettings, device: torch.device) -> Plan:
    """Return the loop's numbers."""
    return Plan(
        steps=own.steps,
        rate=partial(flat_rate, steps=own.steps, highest=own.rate, warmup=own.warmup, cooldown=own.cooldown),
        betas=(0.9, 0.99),
        epsilon=1e-8,
        weight_decay=own.weight_decay,
        clip=own.clip,
        accumulate=own.accumulate,
        precision=resolve_precision(own.precision, device),
        log_every=own.log_every,
        evaluate_every=own.evaluate_every,
        save_every=own.save_every,
        average_decay=own.average_decay,
        metric=own.metric,
        higher_is_better=own.metric != "val_loss",
        patience=own.patience,
        keep="best",
        batching=own.batch,
        unit="values",
    )
