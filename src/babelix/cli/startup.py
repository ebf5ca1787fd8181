"""What makes a command that needs torch begin and end sooner.

torch brings near a million objects into the process that stay until its end. Python's search for garbage in cycles goes
over them again and again as they arrive, and thrice more as the process ends, and finds nothing.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Import and load without looking for garbage in cycles; whether it was looked for before holds again after."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def end_unsearched() -> None:
    """As the process ends, let what stands in cycles go with it, unsearched; all else is closed as ever."""
    atexit.register(gc.freeze)
