"""One process at a time: a file that another process holds is told apart from a free one."""

from typing import IO, Any

try:
    import fcntl
except ImportError:  # not on Windows: there nothing is guarded
    fcntl = None  # type: ignore[assignment]


def lock(file: IO[Any]) -> bool:
    """Hold the open `file` until it is closed, however this process ends; return False when another one holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
