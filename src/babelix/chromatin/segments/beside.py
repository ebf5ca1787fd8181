"""What lies beside a segmentation's file: the tables of the model that made it."""

import re
from collections.abc import Sequence
from pathlib import Path

from babelix.chromatin.segments.segments import number_of


def prefix_of(segments_path: Path) -> str:
    """Return a segment file's name without its ending: ``GM12878_10`` for ``GM12878_10_segments.bed.gz``."""
    return re.sub(r"(_segments)?\.bed(\.gz)?$", "", segments_path.name)


def model_states(segments_path: Path, states: Sequence[str]) -> int | None:
    """Return how many states the model of a segmentation has; None when its states have no numbers.

    The number is in the file's name; without it the highest number among `states` says so. Their count does not: a
    state may occur nowhere in a cell.
    """
    numbers = [number_of(state) for state in states]
    if not all(number.isdecimal() for number in numbers):
        return None
    named = re.search(r"_(\d+)$", prefix_of(segments_path))
    return max(int(named.group(1)) if named else 0, *map(int, numbers))


def states_of_model(segments_path: Path, states: Sequence[str]) -> tuple[str, ...]:
    """Return the names of all states of the model of a segmentation, also of those that occur nowhere in it.

    They are `states` themselves when these are not all numbered under one letter.
    """
    count = model_states(segments_path, states)
    letters = {state.removesuffix(number_of(state)) for state in states}
    if count is None or len(letters) > 1:
        return tuple(states)
    letter = letters.pop()
    return tuple(f"{letter}{number}" for number in range(1, count + 1))


def beside(segments_path: Path, states: Sequence[str], kind: str) -> Path | None:
    """Return the table ("emissions" or "transitions") of a segmentation's own model beside it, if there is one."""
    number = model_states(segments_path, states)
    if number is None:
        return None
    folder = segments_path.parent
    candidates = [folder / f"{kind}_{number}.txt", folder / f"model_{number}.txt"]
    return next((path for path in candidates if path.is_file()), None)
