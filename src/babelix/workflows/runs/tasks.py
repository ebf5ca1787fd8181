"""The tasks a recipe may name. A new task is one line here, and a folder beside this one.

A subject is named by its module, a text: it is imported when a recipe or a run asks for it and no sooner, so that runs
know no subject (decisions/house/runs-know-no-subject).
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, silent
from babelix.base.settings import Settings
from babelix.workflows.runs.folder import recorded_task
from babelix.workflows.runs.ranks import joined
from babelix.workflows.runs.recipe import Recipe

S = TypeVar("S", bound=Settings)
Taken = TypeVar("Taken", bound=Settings, contravariant=True)

TASKS = {
    "translation": "babelix.workflows.translation.subject",
    "convnet": "babelix.workflows.classic.convnet.subject",
    "next-word": "babelix.workflows.classic.next_word.subject",
    "parsing": "babelix.workflows.parsing.subject",
    "grammar": "babelix.workflows.parsing.grammar.subject",
    "tracks": "babelix.workflows.dna.learning.subject",
}


@dataclass(frozen=True)
class Trained:
    """What training left behind. A task adds its own figures, and says them in `report`."""

    run: Path
    weights: Path
    steps: int
    parameters: int

    def report(self) -> str:
        """Return what a person wants to know, in lines."""
        return f"{self.run}: {self.parameters:,} parameters, {several(self.steps, 'update')}"


class Train(Protocol[Taken]):
    """How a task trains."""

    def __call__(
        self, settings: Taken, *, beside: Path, run: Path, resume: bool, listener: Listener
    ) -> Trained:
        """Train in the folder `run`; what the settings name as relative files lies in the folder `beside`."""


@dataclass(frozen=True)
class Subject(Generic[S]):
    """What a task offers: its settings, and functions that train and load. Its module calls it ``SUBJECT``.

    `load` takes the folder of a run or of a shipped model.
    """

    settings: type[S]
    train: Train[S]
    load: Callable[[Path], Any]


def subject(task: str, origin: Path) -> Subject[Any]:
    """Return what the task that `origin` names offers. Raises `RequestError` with the nearest name, and all of them."""
    if task not in TASKS:
        raise RequestError(
            f"{origin}: unknown task {task!r}{did_you_mean(task, TASKS)}; known: {', '.join(TASKS)}"
        )
    found = import_module(TASKS[task]).SUBJECT
    assert isinstance(found, Subject)
    return found


@checked
def train(
    recipe: Recipe, *, run: Path | None = None, resume: bool = False, listener: Listener = silent
) -> Trained:
    """Train as `recipe` says and leave everything in the run folder (``runs/RECIPE`` unless given).

    Processes that torchrun started train together: the first of them holds the folder, writes and reports.

    Raises `RequestError` on a recipe or data that will not do and on a folder in use, `TaskError` when it was stopped
    or failed. Before the first checkpoint a failure leaves the folder as it was.
    """
    with joined(listener) as rank:
        asked = subject(recipe.task, recipe.path)
        return asked.train(
            asked.settings.read(recipe.values, str(recipe.path)),
            beside=recipe.path.parent,
            run=run if run is not None else Path("runs") / recipe.path.stem,
            resume=resume,
            listener=listener if rank.first else silent,
        )


def load(folder: Path, **how: Any) -> Any:
    """Return the model of a run or of a shipped model, as its task loads it, in the ways that the task has.

    Raises `RequestError`, of a way that it has not too.
    """
    task = recorded_task(folder)
    loads = subject(task, folder).load
    for name in how.keys() - signature(loads).parameters.keys():
        raise RequestError(
            f"`{name}` is not for a model of the task {task}, which {folder.name} is; leave it out",
            setting=name,
        )
    return loads(folder, **how)
