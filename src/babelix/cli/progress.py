"""Shows a task's progress on standard error: a live line on a terminal, a line now and then elsewhere."""

import sys
import time

from babelix.base.progress import Progress, duration


def listener(quiet: bool = False, every: float = 10.0) -> "Display":
    """Return a listener for `babelix.base.progress`; `every` is the seconds between lines when not on a terminal."""
    return Display(quiet, every)


class Display:
    """Writes progress to standard error."""

    def __init__(self, quiet: bool, every: float) -> None:
        self._quiet, self._every = quiet, every
        self._last = time.monotonic()
        self._width = 0

    def __call__(self, progress: Progress) -> None:
        """Show `progress`, or keep it back when the last line is too recent; a remark is always shown."""
        complete = progress.total is not None and progress.done >= progress.total
        if self._quiet:
            return
        if progress.remark:
            # What the live line had shown goes: it comes anew below.
            print("\r" + " " * self._width + "\r" if self._width else "", end="", file=sys.stderr)
            print(progress.remark, file=sys.stderr, flush=True)
            self._width = 0
            return
        if sys.stderr.isatty():
            line = describe(progress)
            print("\r" + line.ljust(self._width), end="\n" if complete else "", file=sys.stderr, flush=True)
            self._width = 0 if complete else len(line)
        elif time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            print(describe(progress), file=sys.stderr, flush=True)


def describe(progress: Progress) -> str:
    """Return one line such as ``training 120/500 steps  3.1 steps/s  2:03 left  loss 3.21``."""
    total = f"/{progress.total:,.0f}" if progress.total is not None else ""
    parts = [f"{progress.task} {progress.done:,.0f}{total} {progress.unit}"]
    if progress.rate is not None:
        parts.append(f"{progress.rate:,.1f} {progress.unit}/s")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    parts += [f"{name} {value:.4g}" for name, value in progress.figures.items()]
    return "  ".join(parts)
