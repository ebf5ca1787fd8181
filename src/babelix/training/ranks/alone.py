"""What a loop asks of the processes it trains with, and the answers of one that trains alone."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import TypeVar

from torch import nn

from babelix.base.errors import TaskError
from babelix.base.ranks import Rank

T = TypeVar("T")


class LostError(TaskError):
    """Another of the processes that train together has ended."""


class Ranks:
    """What a loop asks of the processes it trains with, where there are none but its own."""

    def __init__(self, rank: Rank = Rank()) -> None:
        self.rank = rank

    def add_up(self, parameters: Iterable[nn.Parameter]) -> None:
        """Put in the place of every gradient the sum of the gradients of all processes."""

    def sums(self, *values: float) -> list[float]:
        """Return the sum over all processes of each value."""
        return list(values)

    def from_first(self, make: Callable[[], T]) -> T:
        """Return what the first process makes; the others wait for it."""
        return make()

    def wait(self) -> None:
        """Return once every process has come so far."""

    def agree(self, what: Callable[[], Mapping[str, str]]) -> None:
        """Raise `TaskError` where a process has another text than the first under a name of those that `what` gives."""

    def draw_for(self, seed: int, step: int) -> None:
        """Begin the random numbers of the update after `step`, other ones in every process.

        They depend on nothing before, so that no checkpoint need hold those of every process. A process alone draws on
        from where it is.
        """


ALONE = Ranks()
TOGETHER: ContextVar[Ranks] = ContextVar("together", default=ALONE)


def together() -> Ranks:
    """Return the processes of the innermost `joined` block, or this one alone."""
    return TOGETHER.get()
