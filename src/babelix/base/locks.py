"""One process at a time: a file that another process holds is told apart from a free one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from babelix.base.errors import TaskError

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


def hold_folder(path: Path) -> int | None:
    """Hold a folder until the number returned is closed (`os.close`), however this process ends.

    None when another process holds it, or where folders cannot be held.
    """
    if fcntl is None:
        return None
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let one process at a time into the block: others wait for it. The file `path` stands for it, and goes with it.

    Raises `TaskError` when that file cannot be written.
    """
    try:
        file = path.open("ab")
    except OSError as error:
        raise TaskError(f"cannot write {path}: {error.strerror or error}") from error
    with file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
