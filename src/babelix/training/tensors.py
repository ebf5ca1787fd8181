"""Tensors in files: safetensors, written whole or not at all, read with the file and the tensor at fault named."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from babelix.base.files import atomic
from babelix.training.stored import check_shapes, reading


def save_tensors(path: Path, tensors: Mapping[str, Tensor], state: Mapping[str, Any] | None = None) -> None:
    """Write named tensors, and `state` as JSON in the header, atomically.

    The bytes depend on the content alone: tensors stand in the order of their names.
    """
    content = save(
        {name: tensors[name].detach().contiguous() for name in sorted(tensors)},
        metadata={"state": json.dumps(state or {}, sort_keys=True)},
    )
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def load_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the tensors and state of a file. Raises `RequestError` naming a file that is missing or damaged."""
    with reading(path), safe_open(path, framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return tensors, json.loads((file.metadata() or {}).get("state", "{}"))


def check_tensors(found: Mapping[str, Tensor], expected: Mapping[str, Tensor], origin: str) -> None:
    """Raise `RequestError` naming the first tensor, by name, that is missing, odd or misshapen."""
    of_found, of_expected = (
        {name: tuple(each.shape) for name, each in tensors.items()} for tensors in (found, expected)
    )
    check_shapes(of_found, of_expected, origin)


# torch asks about those of nn.init that call others before they do, and not about the calls inside them.
_DRAWN = (
    Tensor.uniform_,
    Tensor.normal_,
    nn.init.uniform_,
    nn.init.normal_,
    nn.init.kaiming_uniform_,
    nn.init.kaiming_normal_,
)


class Undrawn(TorchFunctionMode):
    """Within it a model is built without drawing its first weights, for one whose weights are read from a file.

    They hold whatever the memory held until `load_weights` has written every one. torch's generator stays as it was.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Leave alone a tensor that would be filled by chance; do anything else as ever."""
        if func in _DRAWN:
            return args[0] if args else (kwargs or {})["tensor"]
        return func(*args, **(kwargs or {}))


def digest_of(tensors: Mapping[str, Tensor]) -> str:
    """Return a checksum of named tensors."""
    found = hashlib.sha256()
    for name in sorted(tensors):
        found.update(name.encode() + tensors[name].detach().cpu().contiguous().numpy().tobytes())
    return found.hexdigest()


def weights_of(model: nn.Module) -> dict[str, Tensor]:
    """Return a model's weights by name: its parameters, and the means and variances that batch norms accumulated."""
    weights: dict[str, Tensor] = dict(model.named_parameters())
    for name, module in model.named_modules():
        if isinstance(module, nn.BatchNorm1d):
            weights |= {f"{name}.{key}": getattr(module, key) for key in ("running_mean", "running_var")}
    return weights


@torch.no_grad()
def load_weights(model: nn.Module, weights: Mapping[str, Tensor], origin: str) -> None:
    """Copy `weights` into the model; it is left alone when they do not fit.

    Raises `RequestError` naming the first tensor that is missing, odd or misshapen.
    """
    own = weights_of(model)
    check_tensors(weights, own, origin)
    for name, weight in own.items():
        weight.copy_(weights[name])
