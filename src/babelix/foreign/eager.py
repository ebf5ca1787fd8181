"""Attention weights exist only in the plain implementation: switched on for a call, put back afterwards.

Under its default (`sdpa`) transformers returns an empty tuple of attentions and logs a warning.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babelix.base.errors import RequestError

_EAGER = "eager"


@contextmanager
def eager_attention(model: Any, name: str) -> Iterator[None]:
    """Run the block with eager attention and without dropout; leave `model` as it was.

    Raises `RequestError` naming the fix when the model cannot be switched.
    """
    configs = _configs(model)
    implementations = [config._attn_implementation for config in configs]
    modules = list(model.modules())
    training = [module.training for module in modules]
    try:
        if any(one != _EAGER for one in implementations):
            _switch(model, name)
        model.eval()
        yield
    finally:
        # A setter hands its value down, so what holds others comes first.
        for config, implementation in zip(configs, implementations, strict=True):
            config._attn_implementation = implementation
        for module, was in zip(modules, training, strict=True):
            module.training = was


def _switch(model: Any, name: str) -> None:
    try:
        model.set_attn_implementation(_EAGER)
        switched = model.config._attn_implementation == _EAGER
    except (AttributeError, ValueError):
        switched = False
    if not switched:
        raise RequestError(
            f"{name} cannot be switched to eager attention, the only one that gives weights; load it with "
            "from_pretrained(..., attn_implementation='eager')"
        )


def _configs(model: Any) -> list[Any]:
    """Return every settings object of the model once, each before what it holds."""
    found: dict[int, Any] = {}

    def add(config: Any) -> None:
        if config is None or id(config) in found or not hasattr(config, "_attn_implementation"):
            return
        found[id(config)] = config
        for key in getattr(config, "sub_configs", {}):
            add(getattr(config, key, None))

    for module in model.modules():
        add(getattr(module, "config", None))
    return list(found.values())
