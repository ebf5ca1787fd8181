"""Activations in one byte each, as weights are: every row that meets a matrix is rounded by a scale of its own.

    x_k ~ s q_k,   q_k = round(127 x_k / max_j |x_j|),   s = max_j |x_j| / 127

With weights of one byte (`training.packing`) a product is then one of whole numbers, which processors add up several
times as fast. What is rounded here in float32 the compiled program (`transformer.compiled`) keeps in bytes.
"""

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

from babelix.training.packing import narrow
from babelix.transformer.model import Transformer

# A row below it is as good as zeros.
_LEAST = 1e-30


def rounded(x: Float[Tensor, "*rows width"]) -> Float[Tensor, "*rows width"]:
    """Return each row rounded to whole numbers from -127 to 127 times its scale."""
    most = x.abs().amax(-1, keepdim=True).clamp_min(_LEAST)
    return (x * (127 / most)).round() * (most / 127)


def round_all(model: Transformer) -> None:
    """Round a model's matrices, and from now on the rows that they are multiplied with."""
    narrow(model, "int8")
    for part in model.modules():
        if isinstance(part, nn.Linear) or part is model.scored:
            part.register_forward_pre_hook(_round)


def is_rounded(model: Transformer) -> bool:
    """Tell whether the rows that meet a model's matrices are rounded."""
    return _round in model.scored._forward_pre_hooks.values()


def is_watched(model: Transformer) -> bool:
    """Tell whether someone looks on, or changes something, as the model computes; rounding is no such hook."""
    return any(
        hook is not _round
        for part in model.modules()
        for hook in (*part._forward_hooks.values(), *part._forward_pre_hooks.values())
    )


def _round(part: nn.Module, passed: tuple[Any, ...]) -> tuple[Any, ...]:
    return (rounded(passed[0]),)
