"""Parsers by the folder of their run, whatever they were trained as."""

from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.workflows.parsing.grammar.parser import FILE, NO_ATTENTION
from babelix.workflows.runs.folder import recorded_task, weights_file
from babelix.workflows.runs.tasks import load

PARSERS = ("parsing", "grammar")
"""Tasks whose runs parse."""


def weights_of(folder: Path) -> Path:
    """Return the file that a run parses by: of a grammar its rules. Raises `RequestError` where there is none."""
    return folder / FILE if _task(folder) == "grammar" else weights_file(folder)


@checked
def load_any(folder: Path, *, attends: bool = False) -> Any:
    """Return the parser or the grammar of a run.

    Raises `RequestError` where the run is of another task, and on a grammar where what is asked for `attends`.
    """
    if _task(folder) == "grammar" and attends:
        raise RequestError(NO_ATTENTION, setting="html")
    return load(folder)


def _task(folder: Path) -> str:
    task = recorded_task(folder)
    if task not in PARSERS:
        raise RequestError(
            f"{folder} is a run of the task {task!r}; expected one that parses: {' or '.join(PARSERS)}",
            setting="model",
        )
    return task
