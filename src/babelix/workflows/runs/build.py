"""The one builder of Transformers and of their loop's numbers: reads settings, calls constructors that take numbers."""

from functools import partial

import torch

from babelix.training.plan import Keep, Plan
from babelix.training.precision import resolve_precision
from babelix.training.schedule import transformer_rate
from babelix.transformer import Transformer
from babelix.transformer.word_input import WordInput
from babelix.transformer.words import Words
from babelix.workflows.runs.settings import LoopSettings, NetworkSettings
from babelix.workflows.runs.sizes import resolve_size


def build_model(settings: NetworkSettings, vocabulary: int, words: Words | None = None) -> Transformer:
    """Return a freshly initialised model; the caller seeds torch before. `words` are those whose vectors it reads."""
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
        words=None if words is None else WordInput(words, chosen.d_model),
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
