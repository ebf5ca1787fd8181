"""In what numbers a translator computes, by name."""

import torch

from babelix.base.errors import RequestError
from babelix.training.packing import narrow
from babelix.training.precision import PRECISIONS, resolve_precision
from babelix.transformer import Transformer
from babelix.transformer.rounding import round_all
from babelix.workflows.translation.network import Network

_BYTES = ("int8", "w8a8")
TRANSLATING = (*PRECISIONS, *_BYTES)


def compute_in(model: Network, precision: str) -> torch.dtype:
    """Make a model ready to compute in a precision, and return the type of its matrix products.

    On a processor a narrower precision is one of the weights, which are rounded here, and by w8a8 of the activations
    that meet them: all else is float32. On a GPU products are in bfloat16. Raises `RequestError` on an unknown
    precision, on bytes on a GPU, and on w8a8 of a recurrent network.
    """
    if precision not in TRANSLATING:
        raise RequestError(
            f"unknown precision {precision!r}; expected one of {', '.join(TRANSLATING)}", setting="precision"
        )
    device = model.E.weight.device
    if precision in _BYTES and device.type != "cpu":
        raise RequestError(
            f"`precision` {precision} is for a processor, and the model is on {device}; take bfloat16 there",
            setting="precision",
        )
    if precision == "w8a8":
        if not isinstance(model, Transformer):
            raise RequestError(
                "`precision` w8a8 is for a Transformer, and this model is recurrent; take int8",
                setting="precision",
            )
        round_all(model)
        return torch.float32
    dtype = torch.float32 if precision == "int8" else resolve_precision(precision, device)
    if device.type != "cpu":
        return dtype
    if precision == "int8" or dtype == torch.bfloat16:
        narrow(model, "int8" if precision == "int8" else "bfloat16")
    return torch.float32
