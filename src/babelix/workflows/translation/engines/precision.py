"""In what numbers a translator computes, by name."""

import torch

from babelix.base.errors import RequestError
from babelix.training.packing import narrow
from babelix.training.precision import PRECISIONS, resolve_precision
from babelix.workflows.translation.network import Network

TRANSLATING = (*PRECISIONS, "int8")


def compute_in(model: Network, precision: str) -> torch.dtype:
    """Make a model ready to compute in a precision, and return the type of its matrix products.

    On a processor a narrower precision is one of the weights, which are rounded here; all else is float32. There every
    search is the same, compiled or not, and no result depends on a batch. On a GPU products are in bfloat16. Raises
    `RequestError` on an unknown precision, and on int8 on a GPU.
    """
    if precision not in TRANSLATING:
        raise RequestError(
            f"unknown precision {precision!r}; expected one of {', '.join(TRANSLATING)}", setting="precision"
        )
    device = model.E.weight.device
    if precision == "int8" and device.type != "cpu":
        raise RequestError(
            f"`precision` int8 is for a processor, and the model is on {device}; take bfloat16 there",
            setting="precision",
        )
    dtype = torch.float32 if precision == "int8" else resolve_precision(precision, device)
    if device.type != "cpu":
        return dtype
    if precision == "int8" or dtype == torch.bfloat16:
        narrow(model, "int8" if precision == "int8" else "bfloat16")
    return torch.float32
