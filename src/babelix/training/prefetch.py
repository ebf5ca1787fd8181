"""Reads ahead in a thread, so that the model never waits for a batch."""

import contextlib
import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")


def read_ahead(items: Iterator[T], ahead: int = 8) -> Generator[T, None, None]:
    """Yield `items` in order while a thread prepares up to `ahead` more; its errors are raised here."""
    # An item travels in a tuple, so that it cannot be taken for an error or for the end, which is None.
    waiting: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(maxsize=ahead)
    stop = threading.Event()

    def fill() -> None:
        try:
            for item in items:
                waiting.put((item,))
                if stop.is_set():
                    return
        except BaseException as error:
            waiting.put(error)
        else:
            waiting.put(None)

    thread = threading.Thread(target=fill, name="read-ahead", daemon=True)
    thread.start()
    try:
        while (entry := waiting.get()) is not None:
            if isinstance(entry, BaseException):
                raise entry
            yield entry[0]
    finally:
        stop.set()
        # The thread may be waiting for room. Once there is some, it puts one entry more at most, and sees the stop.
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.get_nowait()
        thread.join()
