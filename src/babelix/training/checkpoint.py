"""Checkpoints: one safetensors file holds everything a run needs to go on as if it had never stopped."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from babelix.base.errors import RequestError
from babelix.training.averaging import ExponentialAverage
from babelix.training.tensors import check_tensors, load_tensors, load_weights, save_tensors, weights_of


def save_checkpoint(
    path: Path,
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    average: ExponentialAverage | None,
    state: Mapping[str, Any],
) -> None:
    """Write weights, what the model carries from batch to batch, optimiser, average, random state and `state`."""
    tensors: dict[str, Tensor] = {f"model.{k}": w for k, w in weights_of(model).items()}
    tensors |= {f"carried.{k}": b for k, b in _carried(model).items()}
    for name, parameter in model.named_parameters():
        for key, value in optimiser.state.get(parameter, {}).items():
            tensors[f"optimiser.{key}.{name}"] = value
    if average is not None:
        tensors |= {f"average.{k}": t for k, t in average.weights.items()}
    tensors["random.cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        tensors["random.cuda"] = torch.cuda.get_rng_state()
    save_tensors(path, tensors, {**state, "average_updates": average.updates if average else 0})


def load_checkpoint(
    path: Path, model: nn.Module, optimiser: torch.optim.Optimizer, average: ExponentialAverage | None
) -> dict[str, Any]:
    """Restore what `save_checkpoint` wrote and return its `state`.

    Raises `RequestError` when the file is missing, damaged, of another model, or holds weights alone.
    """
    tensors, state = load_tensors(path)
    kinds = {name.partition(".")[0] for name in tensors}
    needed = {"model", "random", *(["average"] if average is not None else [])}
    if not needed <= kinds:
        raise RequestError(
            f"{path} is no checkpoint of this run: it lacks {', '.join(sorted(needed - kinds))}"
        )
    carried, before = _carried(model), _strip(tensors, "carried.")
    check_tensors(before, carried, str(path))
    load_weights(model, _strip(tensors, "model."), str(path))
    for name, buffer in carried.items():
        buffer.copy_(before[name])
    for name, parameter in model.named_parameters():
        kept = {
            key.split(".", 2)[1]: _laid_out_as(parameter, value)
            for key, value in tensors.items()
            if key.startswith("optimiser.") and key.split(".", 2)[2] == name
        }
        if kept:
            optimiser.state[parameter] = kept
    if average is not None:
        _restore(average, _strip(tensors, "average."), state["average_updates"], str(path))
    torch.set_rng_state(tensors["random.cpu"])
    if "random.cuda" in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensors["random.cuda"])
    return state


def _carried(model: nn.Module) -> dict[str, Tensor]:
    """Return the buffers that belong to the model's state, such as what a recurrent net remembers of the last batch."""
    weights = weights_of(model)
    return {name: each for name, each in model.state_dict().items() if name not in weights}


def _laid_out_as(parameter: Tensor, value: Tensor) -> Tensor:
    """Return a copy of `value` where the parameter is, and laid out in memory as it is: files have one order alone."""
    if value.shape != parameter.shape:
        return value.to(parameter.device, copy=True)
    return torch.empty_like(parameter, dtype=value.dtype).copy_(value)


def _restore(average: ExponentialAverage, weights: dict[str, Tensor], updates: int, origin: str) -> None:
    check_tensors(weights, average.weights, origin)
    for name, weight in average.weights.items():
        weight.copy_(weights[name])
    average.updates = updates


def _strip(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
