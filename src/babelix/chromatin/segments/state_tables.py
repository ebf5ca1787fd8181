"""ChromHMM's tables of a model's states: ``emissions_K.txt``, ``transitions_K.txt``, or both out of ``model_K.txt``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_lines, write_text
from babelix.chromatin.segments.names import state_number


@dataclass(frozen=True)
class StateTable:
    """Numbers in `values` (states x columns), rows and columns by name; states are numbered from "1" as printed."""

    states: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]

    def ordered(self, states: Sequence[str], origin: str) -> "StateTable":
        """Return the rows in the order of a segmentation's states (``E7`` is row ``7``), under its names.

        Raises `RequestError` when a state has no row.
        """
        rows = []
        for state in states:
            number = state_number(state)
            name = state if number is None or str(number) not in self.states else str(number)
            if name not in self.states:
                raise RequestError(
                    f"{origin} has no row for state {state!r} (it has {', '.join(self.states)}); "
                    "give the table of the model that made the segmentation"
                )
            rows.append(self.states.index(name))
        return StateTable(tuple(states), self.columns, self.values[rows])


def read_table(path: str | Path, kind: str = "emission") -> StateTable:
    """Return the emission (states x marks) or, with `kind` "transition", the transition table (states x states).

    Raises `RequestError` naming file, line and remedy.
    """
    lines = read_lines(path)
    if lines and lines[0].split("\t")[0].isdecimal():
        return _from_model(path, lines, kind)
    if len(lines) < 2 or "\t" not in lines[0]:
        raise RequestError(
            f"{path}: expected a table with a header; give emissions_K.txt, transitions_K.txt or model_K.txt"
        )
    columns = tuple(lines[0].split("\t")[1:])
    states, rows = [], []
    for number, line in enumerate(lines[1:], start=2):
        name, *fields = line.split("\t")
        if len(fields) != len(columns):
            raise RequestError(
                f"{path}, line {number}: expected {len(columns)} numbers, got {len(fields)}; write the file again"
            )
        states.append(name)
        rows.append([_number(field, path, number) for field in fields])
    return StateTable(tuple(states), columns, np.array(rows))


def write_table(path: str | Path, table: StateTable, corner: str) -> None:
    """Write a table with a header line; `corner` stands above the states' names."""
    rows = ["\t".join([corner, *table.columns])]
    for state, values in zip(table.states, table.values, strict=True):
        rows.append("\t".join([state, *(repr(float(value)) for value in values)]))
    write_text(path, "\n".join(rows) + "\n")


def _from_model(path: str | Path, lines: list[str], kind: str) -> StateTable:
    cells: dict[tuple[str, str], float] = {}
    for number, line in enumerate(lines[1:], start=2):
        fields = line.split("\t")
        if kind == "transition" and fields[0] == "transitionprobs" and len(fields) == 4:
            cells[fields[1], fields[2]] = _number(fields[3], path, number)
        elif kind == "emission" and fields[0] == "emissionprobs" and len(fields) == 6 and fields[4] == "1":
            cells[fields[1], fields[3]] = _number(fields[5], path, number)
    states = tuple(dict.fromkeys(state for state, _ in cells))
    columns = tuple(dict.fromkeys(column for _, column in cells))
    if not cells or len(cells) != len(states) * len(columns):
        raise RequestError(f"{path}: the {kind} probabilities are incomplete; write the model again")
    return StateTable(states, columns, np.array([[cells[s, c] for c in columns] for s in states]))


def _number(text: str, path: str | Path, line: int) -> float:
    try:
        return float(text)
    except ValueError:
        raise RequestError(
            f"{path}, line {line}: expected a number, got {text!r}; write the file again"
        ) from None
