"""The named sizes as settings choose them: numbers alone, before any network is built."""

from collections.abc import Mapping
from dataclasses import replace

from babelix.base.errors import RequestError
from babelix.transformer.sizes import SIZES, Size, size
from babelix.workflows.runs.settings import NetworkSettings

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
