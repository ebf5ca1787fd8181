"""How many processors this process may keep busy: a container may be given the time of fewer than the machine has."""

import os
from pathlib import Path

# What control groups allow: microseconds of processor time in a period, version 2 in one file, version 1 in two.
_ROOM = Path("/sys/fs/cgroup")


def processors(room: Path = _ROOM) -> int:
    """Return how many processors this process may run on and has the time of, one at least.

    A quota of a part of a processor counts as a whole one.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    older = (_text(room / "cpu" / f"cpu.cfs_{name}_us") for name in ("quota", "period"))
    shares = (_share(_text(room / "cpu.max")), _share(" ".join(older)))
    return max(1, min([allowed, *(each for each in shares if each is not None)]))


def _share(text: str) -> int | None:
    """Return the processors of ``quota period``, rounded up; None where there is no quota (``max``, -1)."""
    words = text.split()
    if len(words) != 2 or not all(word.isdecimal() for word in words) or int(words[1]) == 0:
        return None
    return -(-int(words[0]) // int(words[1]))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
