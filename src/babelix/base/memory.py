"""How much memory is free: for what would otherwise be killed half-way."""

import os
from pathlib import Path

_PROC = Path("/proc/meminfo")
# A container may be allowed less than the machine has: control groups, version 2 and 1.
_GROUPS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (
        Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
        Path("/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ),
)


def free_memory() -> int | None:
    """Return the bytes that can still be had without swapping; None where the system does not say."""
    found = [_available(_PROC), *(_left(limit, used) for limit, used in _GROUPS)]
    known = [each for each in found if each is not None]
    return max(0, min(known)) if known else _physical()


def _available(path: Path) -> int | None:
    for line in _text(path).splitlines():
        if line.startswith("MemAvailable:"):
            return 1024 * int(line.split()[1])
    return None


def _left(limit: Path, used: Path) -> int | None:
    allowed, taken = _text(limit).strip(), _text(used).strip()
    return int(allowed) - int(taken) if allowed.isdecimal() and taken.isdecimal() else None


def _physical() -> int | None:
    """All there is, where nothing says what of it is free."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
