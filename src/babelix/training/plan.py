"""What the loop is told: the numbers of a run, and what it asks of a task."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

Keep = Literal["last", "average", "best"]
"""Which weights a run ends with: those of the last update, their average, or those of the best evaluation."""


@dataclass(frozen=True)
class Loss:
    """Sums over one batch: `total` carries gradients, `negative` is -log p of the truth, over `count` predictions."""

    total: Tensor
    negative: Tensor
    count: int


@runtime_checkable
class Task(Protocol):
    """What the loop asks of a task."""

    def batches(self, epoch: int, first: int) -> Iterator[Any]:
        """Yield the batches of an epoch from number `first` on; the same for the same arguments.

        Of several processes each yields its part of every batch, None where it has none.
        """

    def loss(self, model: nn.Module, batch: Any) -> Loss:
        """Return the loss of one batch."""

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return validation figures; the model is in evaluation mode."""

    def samples(self, model: nn.Module) -> Sequence[Mapping[str, str]]:
        """Return what a person should see of the model now, in words; it is in evaluation mode."""


@dataclass(frozen=True)
class Plan:
    """The numbers of a run. Cadences are in updates; `accumulate` batches make one update.

    `average_decay` keeps an exponential average, which is then what is evaluated; `average_last` keeps so many
    snapshots, one at every save, to average them; `keep_last` keeps so many for whoever wants them. `keep` says which
    weights are the final ones: ``average`` is the exponential average if there is one, else the mean of the snapshots.
    `patience` evaluations in a row without a better `metric` end the run early. `batching` stands for whatever cuts the
    data into batches: a run that goes on with another leaves the rest of the epoch under way, whose batches are no
    longer the same, and begins the next.
    `unit` is the word for predictions in what is shown of the pace. `seed` is what several processes draw from; one
    alone draws on from where torch's generator is.
    """

    steps: int
    rate: Callable[[int], float]
    betas: tuple[float, float] = (0.9, 0.98)
    epsilon: float = 1e-9
    weight_decay: float = 0.0
    clip: float | None = None
    accumulate: int = 1
    precision: torch.dtype = torch.float32
    log_every: int = 100
    evaluate_every: int = 1000
    save_every: int = 1000
    average_decay: float | None = None
    average_last: int = 0
    keep_last: int = 0
    metric: str = "val_loss"
    higher_is_better: bool = False
    patience: int | None = None
    keep: Keep = "last"
    batching: int = 0
    unit: str = "tokens"
    seed: int = 0
