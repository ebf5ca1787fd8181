"""The table of states and their classes: written as proposed, read as a person left it."""

from collections.abc import Sequence
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.chromatin.annotation.labels import Proposal
from babelix.chromatin.segments.colours import item_rgb


def labels_table(proposals: Sequence[Proposal]) -> str:
    """Return the text of the table of proposed classes."""
    rows = [f"{p.state}\t{p.label}\t{item_rgb(p.colour)}\t{p.reason}" for p in proposals]
    return "\n".join(["state\tproposed_class\tcolour\treason", *rows]) + "\n"


def read_labels(path: Path) -> dict[str, str]:
    """Return class by state from the first two columns of such a table; edit it to decide otherwise."""
    classes: dict[str, str] = {}
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.split("\t")
        if not line.strip() or line.startswith("#") or (number == 1 and fields[0] == "state"):
            continue
        if len(fields) < 2:
            raise RequestError(
                f"{path}, line {number}: expected state<TAB>class, got {line[:60]!r}; give both"
            )
        classes[fields[0]] = fields[1]
    return classes
