"""How much memory is free: for what would otherwise be killed half-way."""

import os
from pathlib import Path

_PROC = Path("/proc/meminfo")
# A container may be allowed less than the machine has: control groups, version 2 and 1.
_ROOM = Path("/sys/fs/cgroup")
_GROUPS = (
    (_ROOM / "memory.max", _ROOM / "memory.current", _ROOM / "memory.stat"),
    (
        _ROOM / "memory" / "memory.limit_in_bytes",
        _ROOM / "memory" / "memory.usage_in_bytes",
        _ROOM / "memory" / "memory.stat",
    ),
)
# Pages of files are counted as used and given up when memory is asked for; version 1 has those of inner groups apart.
_FILES = ("active_file", "inactive_file")


def free_memory() -> int | None:
    """Return the bytes that can still be had without swapping; None where the system does not say."""
    found = [_available(_PROC), *(_left(*group) for group in _GROUPS)]
    known = [each for each in found if each is not None]
    return max(0, min(known)) if known else _physical()


def told(size: int) -> str:
    """Return some bytes as a person says them."""
    for unit, bytes_ in (("GiB", 2**30), ("MiB", 2**20)):
        if size >= bytes_:
            return f"{size / bytes_:,.{2 if unit == 'GiB' else 0}f} {unit}"
    return f"{-(-size // 2**10)} KiB"


def _available(path: Path) -> int | None:
    for line in _text(path).splitlines():
        if line.startswith("MemAvailable:"):
            return 1024 * int(line.split()[1])
    return None


def _left(limit: Path, used: Path, kinds: Path) -> int | None:
    allowed, taken = _text(limit).strip(), _text(used).strip()
    if not (allowed.isdecimal() and taken.isdecimal()):
        return None
    sizes = dict(line.split(maxsplit=1) for line in _text(kinds).splitlines() if " " in line)
    files = sum(int(sizes.get(f"total_{name}", sizes.get(name, "0"))) for name in _FILES)
    return int(allowed) - max(0, int(taken) - files)


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
