"""How long a training will take, said once the first updates have shown it."""

from babelix.base.progress import Listener, duration, tell

# The first updates warm up allocators and caches and say little.
_IGNORED, _MEASURED = 5, 20


class Pace:
    """Measures the first updates of a process and tells the listener how long the others will take."""

    def __init__(self, steps: int, listener: Listener) -> None:
        self._steps, self._listener = steps, listener
        self._updates, self._seconds = 0, 0.0

    def count(self, step: int, seconds: float) -> None:
        """Count update number `step`, which took so many `seconds`."""
        self._updates += 1
        if self._updates > _IGNORED:
            self._seconds += seconds
        if self._updates != _IGNORED + _MEASURED or step >= self._steps:
            return
        left, rate = self._steps - step, _MEASURED / self._seconds
        told = f"{left:,} updates to go, about {duration(left / rate)} at {rate:.2g} updates/s"
        tell(self._listener, "training", f"{told}, evaluations not counted")
