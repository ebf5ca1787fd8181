"""Recipes: a TOML file whose first key says the task, with assignments on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.settings import override, read_toml

# Recipes and runs from before there was a second task name none.
UNNAMED = "translation"


@dataclass(frozen=True)
class Recipe:
    """A recipe as it was read: its task, its settings before they are validated, its file.

    `remarks` are what its writer should be told.
    """

    task: str
    values: Mapping[str, Any]
    path: Path
    remarks: tuple[str, ...] = ()


@checked
def read_recipe(path: Path, assignments: Sequence[str] = ()) -> Recipe:
    """Read a TOML recipe, with ``section.key=value`` assignments on top. Raises `RequestError`."""
    values = override(read_toml(path), assignments)
    remarks = (
        () if "task" in values else (f'{path} names no task: taken for task = "{UNNAMED}"; write it first',)
    )
    return Recipe(task_named(values), values, path, remarks)


def task_named(values: Mapping[str, Any]) -> str:
    """Return the task that a recipe or the settings of a run name, the first of all where they name none."""
    return str(values.get("task", UNNAMED))
