"""What lies beside a segmentation's file: the tables and the record of the model that made it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.chromatin.segments.names import state_number


def prefix_of(segments_path: Path) -> str:
    """Return a segment file's name without its ending: ``GM12878_10`` for ``GM12878_10_segments.bed.gz``."""
    return re.sub(r"(_segments)?\.bed(\.gz)?$", "", segments_path.name)


def model_states(segments_path: Path, states: Sequence[str]) -> int | None:
    """Return how many states the model of a segmentation has; None when its states have no numbers.

    The number is in the file's name; without it the highest number among `states` says so. Their count does not: a
    state may occur nowhere in a cell.
    """
    numbers = [number for state in states if (number := state_number(state)) is not None]
    if len(numbers) < len(states):
        return None
    named = re.search(r"_(\d+)$", prefix_of(segments_path))
    return max(int(named.group(1)) if named else 0, *numbers)


def states_of_model(segments_path: Path, states: Sequence[str]) -> tuple[str, ...]:
    """Return the names of all states of the model of a segmentation, also of those that occur nowhere in it.

    They are `states` themselves when these are not all numbered under one letter.
    """
    count = model_states(segments_path, states)
    if count is None:
        return tuple(states)
    letter = states[0].removesuffix(str(state_number(states[0])))
    names = tuple(f"{letter}{number}" for number in range(1, count + 1))
    return names if set(states) <= set(names) else tuple(states)


def beside(segments_path: Path, states: Sequence[str], kind: str) -> Path | None:
    """Return the table ("emissions" or "transitions") of a segmentation's own model beside it, if there is one."""
    number = model_states(segments_path, states)
    if number is None:
        return None
    folder = segments_path.parent
    candidates = [folder / f"{kind}_{number}.txt", folder / f"model_{number}.txt"]
    return next((path for path in candidates if path.is_file()), None)


def recorded_bins(segments_path: Path, states: Sequence[str]) -> int | None:
    """Return the bases a bin that the record of a segmentation's own model beside it gives; None without a record.

    Raises `RequestError` for a damaged record.
    """
    number = model_states(segments_path, states)
    for name, field in ((f"model_{number}.json", "bin"), (f"gaussian_{number}.json", "bin_size")):
        path = segments_path.parent / name
        if number is None or not path.is_file():
            continue
        try:
            size = json.loads(path.read_text(encoding="utf-8"))[field]
            if isinstance(size, int) and size > 0:
                return size
        except (OSError, ValueError, KeyError, TypeError):
            pass
        raise RequestError(f"{path}: expected the record of a model with its {field!r}; delete or restore it")
    return None
