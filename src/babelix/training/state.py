"""Where a run stands: what a checkpoint remembers beside weights, optimiser and random state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.training.plan import Plan


def no_sums() -> dict[str, float]:
    """Return the sums of the losses and of the predictions they are over, before the first update."""
    return {"total": 0.0, "negative": 0.0, "count": 0.0}


@dataclass
class State:
    """The place in the data (`batch` is the next one of `epoch`), the best evaluation, the sums since the last log.

    `best` is the best value of the metric, its sign turned where lower is better; `stale` counts the evaluations
    since then; `batching` is that of the plan which counted `batch`, None in checkpoints from before there was one.
    """

    step: int = 0
    epoch: int = 0
    batch: int = 0
    best: float | None = None
    stale: int = 0
    tokens: int = 0
    sums: dict[str, float] = field(default_factory=no_sums)
    batching: int | None = None

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "State":
        """Return the state among the values of a checkpoint."""
        return cls(**{each.name: values[each.name] for each in fields(cls) if each.name in values})

    def go_on(self, plan: Plan, folder: Path) -> None:
        """Take up a plan that may be another than before, in the run of `folder`.

        Raises `RequestError` when it has fewer steps than were made.
        """
        if plan.steps < self.step:
            raise RequestError(
                f"training.steps {plan.steps} is less than the {self.step} updates that {folder} has made; "
                f"give {self.step} or more"
            )
        if self.batching not in (None, plan.batching):
            self.epoch, self.batch = self.epoch + 1, 0
        self.batching = plan.batching
