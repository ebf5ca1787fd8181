"""Progress: the library reports, whoever called it decides what to show."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Progress:
    """How far a task has come.

    `done` and `total` count `unit`s (`total` is None when unknown); `rate` is units a second and `seconds_left` the
    time left at that rate (None before either is known); `figures` are the numbers worth a glance, such as a loss.
    A report with a `remark` says nothing but that: lines to be kept in sight.
    """

    task: str
    done: float
    total: float | None
    unit: str
    rate: float | None = None
    seconds_left: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    remark: str = ""


Listener = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Listen and say nothing: the default of every function that reports progress."""


def tell(listener: Listener, task: str, remark: str) -> None:
    """Tell the listener something about a task in words."""
    listener(Progress(task, 0, None, "", remark=remark))


def duration(seconds: float) -> str:
    """Return a time such as ``2:03`` (minutes and seconds) or ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Reporter:
    """Counts the units of one task and tells a listener, at most every `every` seconds.

    A resumed task starts at `done` units, which do not count towards its rate.
    """

    def __init__(
        self,
        listener: Listener,
        task: str,
        total: float | None,
        unit: str,
        every: float = 0.2,
        done: float = 0,
    ) -> None:
        self._listener, self._task, self._total, self._unit, self._every = listener, task, total, unit, every
        self._done = self._before = float(done)
        self._start = time.monotonic()
        self._last = -float("inf")

    def advance(self, units: float = 1, **figures: float) -> None:
        """Count `units` more; report when the last report is old enough or the task is complete."""
        self._done += units
        now = time.monotonic()
        complete = self._total is not None and self._done >= self._total
        if now - self._last < self._every and not complete:
            return
        self._last = now
        elapsed = now - self._start
        rate = (self._done - self._before) / elapsed if elapsed > 0 and self._done > self._before else None
        left = (self._total - self._done) / rate if rate and self._total is not None else None
        self._listener(Progress(self._task, self._done, self._total, self._unit, rate, left, figures))
