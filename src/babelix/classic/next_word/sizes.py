"""How many parameters a net of the next word has, counted without building it, and nets made as large as another."""

from dataclasses import replace

import torch

from babelix.base.errors import RequestError
from babelix.classic.next_word.nets import NextWord, Shape

_MOST = 1 << 16


def parameters(shape: Shape) -> int:
    """Return the parameters of a net, which is built without memory."""
    with torch.device("meta"):
        return sum(p.numel() for p in NextWord(shape).parameters())


def as_large_as(shape: Shape, wanted: int) -> Shape:
    """Return the net with its hidden layers as wide as it takes to have `wanted` parameters, as nearly as can be.

    Raises `RequestError` when that is more than a twentieth off.
    """
    low, high = 1, 2
    while high < _MOST and parameters(replace(shape, hidden=high)) < wanted:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if parameters(replace(shape, hidden=middle)) < wanted else (low, middle)
    best = min((low, high), key=lambda each: abs(parameters(replace(shape, hidden=each)) - wanted))
    found = replace(shape, hidden=best)
    if abs(parameters(found) - wanted) > wanted / 20:
        raise RequestError(
            f"no {shape.kind} of width {shape.width} has {wanted:,} parameters within a twentieth: the nearest has "
            f"{parameters(found):,}"
        )
    return found
