"""Averages of weights: over the last checkpoints (Vaswani et al. 2017, section 6.1) or exponential while training."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from babelix.base.errors import RequestError
from babelix.training.tensors import load_tensors, weights_of


class ExponentialAverage:
    """average <- decay * average + (1 - decay) * weights after every update.

    Early on the decay is held to (1 + n) / (10 + n) for update n, so that the random start is forgotten.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.weights: dict[str, Tensor] = {k: w.detach().clone() for k, w in weights_of(model).items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Take in the model's present weights."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        now = weights_of(model)
        torch._foreach_lerp_(
            list(self.weights.values()), [now[name].detach() for name in self.weights], 1 - decay
        )


def average_files(paths: Sequence[Path]) -> dict[str, Tensor]:
    """Return the mean of the weights in several safetensors files, summed in float64.

    Raises `RequestError` when there are none, one is damaged, or their tensors differ in name or shape.
    """
    if not paths:
        raise RequestError("no checkpoints to average; train until a first one is saved")
    total: dict[str, Tensor] = {}
    for path in paths:
        weights, _ = load_tensors(path)
        if total and _shapes(weights) != _shapes(total):
            raise RequestError(
                f"{path} holds other tensors than {paths[0]}; only checkpoints of one run can be averaged"
            )
        for name, tensor in weights.items():
            total[name] = tensor.double() if name not in total else total[name] + tensor.double()
    return {name: (tensor / len(paths)).float() for name, tensor in total.items()}


def _shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in weights.items()}
