"""The one builder of Transformers and of their loop's numbers: reads settings, calls constructors that take numbers."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import torch

from babelix.base.errors import RequestError
from babelix.training.plan import Keep, Plan
from babelix.training.precision import resolve_precision
from babelix.training.schedule import transformer_rate
from babelix.transformer import SIZES, Size, Transformer, size
from babelix.workflows.runs.settings import LoopSettings, NetworkSettings

_OVERRIDES = ("d_model", "d_ff", "heads", "encoder_layers", "decoder_layers", "dropout")


def named_sizes() -> Mapping[str, Size]:
    """Return the sizes that `model.size` may name, by name."""
    return SIZES


def resolve_size(settings: NetworkSettings) -> Size:
    """Return the named size with the recipe's own numbers in place. Raises `RequestError` where they do not fit."""
    given = {name: getattr(settings, name) for name in _OVERRIDES if getattr(settings, name) is not None}
    chosen = replace(size(settings.size), **given)
    if chosen.d_k is None and chosen.d_model % chosen.heads:
        raise RequestError(
            f"model.d_model {chosen.d_model} is not divisible by {chosen.heads} heads; change one of them"
        )
    return chosen


def check_length(settings: NetworkSettings, max_tokens: int) -> None:
    """Raise `RequestError` when sentences of `max_tokens` tokens have more positions than the network learns."""
    learned = resolve_size(settings).max_length
    if learned is not None and max_tokens > learned:
        raise RequestError(
            f"data.max_tokens {max_tokens} is more than the {learned} positions that {settings.size!r} learns; lower it"
        )


def build_model(settings: NetworkSettings, vocabulary: int) -> Transformer:
    """Return a freshly initialised model; the caller seeds torch before."""
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


def build_plan(settings: LoopSettings, metric: str, d_model: int, device: torch.device) -> Plan:
    """Return the loop's numbers for a network `d_model` wide; of every `metric` but a loss, higher is better."""
    return Plan(
        steps=settings.steps,
        rate=partial(
            transformer_rate,
            d_model=d_model,
            warmup=settings.warmup,
            factor=settings.rate_factor,
            steps=settings.steps,
            cooldown=settings.cooldown,
        ),
        betas=(settings.beta_1, settings.beta_2),
        epsilon=settings.epsilon,
        weight_decay=settings.weight_decay,
        clip=settings.clip,
        accumulate=settings.accumulate,
        precision=resolve_precision(settings.precision, device),
        log_every=settings.log_every,
        evaluate_every=settings.evaluate_every,
        save_every=settings.save_every,
        average_decay=settings.average_decay,
        average_last=settings.average_last,
        keep_last=settings.keep_last,
        metric=metric,
        higher_is_better=metric != "val_loss",
        patience=settings.patience,
        keep=_final_weights(settings),
        batching=settings.batch_tokens,
        seed=settings.seed,
    )


def _final_weights(settings: LoopSettings) -> Keep:
    if settings.patience is not None:
        return "best"
    return "average" if settings.average_last or settings.average_decay is not None else "last"
