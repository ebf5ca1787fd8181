"""The table of states and their classes: written as proposed, kept and read as a person left it.

Two files hold it: what the rules propose, written anew every time, and the table that counts, which begins as the same
text and is a person's once its text is another.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_bytes, read_lines
from babelix.chromatin.annotation.labels import BY_NAME, Proposal
from babelix.chromatin.segments.colours import item_rgb


def labels_table(proposals: Sequence[Proposal]) -> str:
    """Return the text of the table of proposed classes."""
    rows = [f"{p.state}\t{p.label}\t{item_rgb(p.colour)}\t{p.reason}" for p in proposals]
    return "\n".join(["state\tproposed_class\tcolour\treason", *rows]) + "\n"


def edited(table: Path, last_proposed: Path, proposed: str) -> bool:
    """Return whether `table` is a person's: neither the text `proposed` now nor that of the file `last_proposed`."""
    if not table.is_file():
        return False
    text = read_bytes(table)
    return text != proposed.encode() and not (last_proposed.is_file() and text == read_bytes(last_proposed))


def read_labels(path: Path) -> dict[str, str]:
    """Return class by state from the first two columns of such a table; edit it to decide otherwise.

    Raises `RequestError` naming the line for a state without a class and for one that stands there twice.
    """
    classes: dict[str, str] = {}
    for number, line in enumerate(read_lines(path), start=1):
        fields = [field.strip() for field in line.split("\t")]
        if not line.strip() or line.startswith("#") or (number == 1 and fields[0].lower() == "state"):
            continue
        if len(fields) < 2 or not fields[0] or not fields[1]:
            raise RequestError(
                f"{path}, line {number}: expected state<TAB>class, got {line[:60]!r}; give both"
            )
        if fields[0] in classes:
            raise RequestError(
                f"{path}, line {number}: the state {fields[0]!r} stands there twice; give each state one line"
            )
        classes[fields[0]] = fields[1]
    return classes


def read_classes(path: Path, states: Sequence[str], of_model: Collection[str]) -> dict[str, str]:
    """Return the classes that a table gives the `states` of a segmentation; it may name others of the model's.

    Raises `RequestError` for a state without a line, a line of no state `of_model`, and a class that is none of the
    seven.
    """
    classes = read_labels(path)
    missing = [state for state in states if state not in classes]
    if missing:
        raise RequestError(
            f"{path}: no line for {_listed(missing)}; give each of the segmentation's {len(states)} states a class"
        )
    unknown = [state for state in classes if state not in {*states, *of_model}]
    if unknown:
        raise RequestError(
            f"{path}: the segmentation has no {_listed(unknown)} (its states: {_listed(states)}); "
            "give the table of these states"
        )
    for state, label in classes.items():
        if label not in BY_NAME:
            raise RequestError(
                f"{path}: {state} has the class {label!r}{did_you_mean(label, BY_NAME)}; "
                f"expected one of {', '.join(BY_NAME)}"
            )
    return classes


def decided(proposals: Sequence[Proposal], classes: Mapping[str, str], origin: str) -> list[Proposal]:
    """Return the proposals with the `classes` that a person gave in `origin`; where they differ the reason says so."""
    return [
        each
        if classes[each.state] == each.label
        else replace(
            each,
            label=classes[each.state],
            reason=f"given in {origin}; the rules propose {each.label}: {each.reason}",
            given=True,
        )
        for each in proposals
    ]


def _listed(states: Sequence[str]) -> str:
    return f"{', '.join(states[:5])}{', ...' if len(states) > 5 else ''}"
