"""How the shapes in signatures are checked while tests run."""

from collections.abc import Callable, Hashable
from typing import Any

import beartype

# As for mypy, an int will do for a float.
_CHECKED = beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))
_kept: dict[Hashable, Callable[..., Any]] = {}


def check(signature: Callable[..., Any]) -> Callable[..., Any]:
    """Return `signature`, a function of jaxtyping's that only has a signature, with its types checked.

    A function made inside another one comes here at every call of the outer one, and making its check costs more
    than a layer of a small Transformer: a check once made serves all functions of the same code and types.
    """
    key = (signature.__module__, signature.__code__, *signature.__annotations__.items())
    if key not in _kept:
        _kept[key] = _CHECKED(signature)
    return _kept[key]
