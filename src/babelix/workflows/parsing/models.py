"""Parsers by the folder of their run, whatever they were trained as."""

from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.workflows.runs.folder import recorded_task
from babelix.workflows.runs.tasks import load

PARSERS = ("parsing", "grammar")
"""Tasks whose runs parse."""


@checked
def load_any(folder: Path) -> Any:
    """Return the parser or the grammar of a run. Raises `RequestError` where the run is of another task."""
    task = recorded_task(folder)
    if task not in PARSERS:
        raise RequestError(
            f"{folder} is a run of the task {task!r}; expected one that parses: {' or '.join(PARSERS)}",
            setting="model",
        )
    return load(folder)
