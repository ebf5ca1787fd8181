"""Tables of a model for people and other programs: emissions and transitions, as ChromHMM writes them."""

from collections.abc import Sequence
from pathlib import Path

from babelix.base.files import write_text
from babelix.chromatin.markov.model import Model, java_double
from babelix.chromatin.segments.names import ORDERS


def write_emissions(path: Path, model: Model, order: Sequence[int], letter: str = "E") -> None:
    """Write one row a state (from 1) and one column a mark, in `order`."""
    lines = ["\t".join([f"State ({ORDERS[letter]} order)", *(model.names[mark] for mark in order)])]
    for state, row in enumerate(model.emission, start=1):
        lines.append("\t".join([str(state), *(java_double(row[mark]) for mark in order)]))
    write_text(path, "\n".join(lines) + "\n")


def write_transitions(path: Path, model: Model, letter: str = "E") -> None:
    """Write the transitions, from row to column."""
    states = [str(state + 1) for state in range(model.states)]
    lines = ["\t".join([f"State (from\\to) ({ORDERS[letter]} order)", *states])]
    for state, row in zip(states, model.transition, strict=True):
        lines.append("\t".join([state, *map(java_double, row)]))
    write_text(path, "\n".join(lines) + "\n")
