"""The one builder of parsers: reads settings, calls constructors that take numbers."""

from dataclasses import replace
from functools import partial

import torch

from babelix.base.errors import RequestError
from babelix.training.plan import Keep, Plan
from babelix.training.precision import resolve_precision
from babelix.training.schedule import transformer_rate
from babelix.transformer import Size, Transformer, size
from babelix.workflows.parsing.settings import ModelSettings, TrainingSettings

_OVERRIDES = ("d_model", "d_ff", "heads", "encoder_layers", "decoder_layers", "dropout")


def resolve_size(settings: ModelSettings) -> Size:
    """Return the named size with the recipe's own numbers in place. Raises `RequestError` where they do not fit."""
    given = {name: getattr(settings, name) for name in _OVERRIDES if getattr(settings, name) is not None}
    chosen = replace(size(settings.size), **given)
    if chosen.d_k is None and chosen.d_model % chosen.heads:
        raise RequestError(
            f"model.d_model {chosen.d_model} is not divisible by {chosen.heads} heads; change one of them"
        )
    return chosen


def build_model(settings: ModelSettings, vocabulary: int) -> Transformer:
    """Return a freshly initialised model over symbols and subwords; the caller seeds torch before."""
    chosen = resolve_size(settings)
    return Transformer(
        vocabulary,
        d_model=chosen.d_model,
        d_ff=chosen.d_ff,
        heads=chosen.heads,
        encoder_layers=chosen.encoder_layers,
        decoder_layers=chosen.decoder_layers,
        dropout=chosen.dropout,
        d_k=chosen.d_k,
        d_v=chosen.d_v,
        max_length=chosen.max_length,
        pre_norm=settings.pre_norm,
    )


def build_plan(settings: TrainingSettings, chosen: Size, device: torch.device) -> Plan:
    """Return the loop's numbers."""
    keep: Keep = "best" if settings.patience is not None else "last"
    if settings.average_decay is not None and keep == "last":
        keep = "average"
    return Plan(
        steps=settings.steps,
        rate=partial(
            transformer_rate,
            d_model=chosen.d_model,
            warmup=settings.warmup,
            factor=settings.rate_factor,
            steps=settings.steps,
            cooldown=settings.cooldown,
        ),
        clip=settings.clip,
        precision=resolve_precision(settings.precision, device),
        log_every=settings.log_every,
        evaluate_every=settings.evaluate_every,
        save_every=settings.save_every,
        average_decay=settings.average_decay,
        keep_last=settings.keep_last,
        metric=settings.metric,
        higher_is_better=settings.metric == "val_f1",
        patience=settings.patience,
        keep=keep,
        batching=settings.batch_tokens,
    )
