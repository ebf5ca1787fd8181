"""Ctrl-C, SIGTERM and SIGHUP ask a run to stop after its step instead of tearing it."""

import signal
from types import FrameType, TracebackType
from typing import Any

from babelix.base.stopping import asking


class StopRequest:
    """Within ``with StopRequest() as stop``, the first signal sets `stop.asked`; a second Ctrl-C interrupts at once.

    Unless `patient`: torchrun passes on a Ctrl-C that the terminal has sent to all its processes already.
    """

    def __init__(self, *, patient: bool = False) -> None:
        self.asked, self._patient = False, patient
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "StopRequest":
        # None in another thread than the main one: a loop there goes without.
        for number in asking():
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            # None stands for a handler that was not set from Python and cannot be put back.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT and not self._patient:
            raise KeyboardInterrupt
        self.asked = True
