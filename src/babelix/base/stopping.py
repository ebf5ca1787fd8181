"""What asks a process to stop: Ctrl-C, SIGTERM, and SIGHUP where a terminal or a session ends."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from babelix.base.errors import TaskError

# Windows has no SIGHUP.
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def asking() -> list[signal.Signals]:
    """Return the signals that ask this process to stop; `nohup` has it ignore SIGHUP, and so it stays."""
    # Python delivers signals to the main thread only.
    if threading.current_thread() is not threading.main_thread():
        return []
    hung_up = getattr(signal, "SIGHUP", None)
    return [each for each in SIGNALS if each != hung_up or signal.getsignal(each) != signal.SIG_IGN]


class Stopping:
    """Within ``with Stopping() as stopping`` a signal ends the task at once, but for what runs under `whole`.

    Ctrl-C raises `KeyboardInterrupt`, the others `TaskError`.
    """

    def __init__(self) -> None:
        self._waiting: int | None = None
        self._whole = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> "Stopping":
        for number in asking():
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            # None stands for a handler that was not set from Python and cannot be put back.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # type: ignore[arg-type]

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Let what runs within end before a first signal does; a second one does not wait."""
        self._whole = True
        try:
            yield
        finally:
            self._whole = False
        if self._waiting is not None:
            self._stop(self._waiting)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._whole and self._waiting is None:
            self._waiting = number
        else:
            self._stop(number)

    def _stop(self, number: int) -> None:
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise TaskError(f"stopped by {signal.Signals(number).name}")
