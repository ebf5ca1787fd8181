"""Several trainings in folders below one: what is finished stays, what was stopped is gone on with."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from babelix.base.progress import Listener
from babelix.base.settings import Settings
from babelix.workflows.runs.folder import SETTINGS
from babelix.workflows.runs.tasks import Train


class Planned(Protocol):
    """A training that is to be made: its folder below the others', and its settings."""

    @property
    def folder(self) -> str:
        """The folder's name."""

    @property
    def settings(self) -> Settings:
        """A whole recipe."""


P = TypeVar("P", bound=Planned)


def carry_out(
    run: Path,
    planned: Sequence[P],
    train: Train[Any],
    *,
    finished: Callable[[Path], bool],
    beside: Path,
    listener: Listener,
) -> Iterator[P]:
    """Yield each training once it is finished: at once where its folder is, else after going on or beginning."""
    for each in planned:
        folder = run / each.folder
        if not finished(folder):
            begun = (folder / SETTINGS).exists()
            train(each.settings, beside=beside, run=folder, resume=begun, listener=listener)
        yield each
