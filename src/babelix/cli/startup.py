"""What makes a command that needs torch begin and end sooner, and wait without keeping a processor.

torch brings near a million objects into the process that stay until its end. Python's search for garbage in cycles goes
over them again and again as they arrive, and thrice more as the process ends, and finds nothing.
"""

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from babelix.base.processors import processors


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


def mannered_threads() -> None:
    """Start no more threads than there are processors to run them, and let those that wait for each other sleep.

    To be called before torch is imported: it reads the environment then, counts the processors of the machine, and not
    those that a container has the time of.

    Waiting threads spin for milliseconds by default, on processors that others may need: of two threads beside one busy
    process a core, one waits for the other and keeps the processor from it. What the environment says holds.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(processors()))
    if not {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT"} & os.environ.keys():
        os.environ["GOMP_SPINCOUNT"] = "1000"
