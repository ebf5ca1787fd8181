"""What every benchmark shares: its arguments, runs in turn, medians with their spread, JSON with the machine's line.

One way to start, from the root of the repository, and the same two arguments everywhere:

    python -m benchmarks.SUBJECT.NAME --repeats 5 --json FILE
"""

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
PACKAGES = ("babelix", "numpy", "torch", "numba", "scipy")


class Spread(NamedTuple):
    """The middle of some values, and the least and most of them."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        """Return them as figures are published: `3.9 (3.8 to 4.1)`."""
        return f"{self.median:.1f} ({self.least:.1f} to {self.most:.1f})"


def arguments(description: str | None, repeats: int) -> argparse.ArgumentParser:
    """Return a parser that knows what all benchmarks take; the caller adds its own."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=repeats, help=f"measurements a side ({repeats})")
    parser.add_argument("--json", type=Path, help="also write every measurement here")
    return parser


def in_turn(sides: Mapping[str, Callable[[], T]], repeats: int, warmup: int = 0) -> dict[str, list[T]]:
    """Return what each side gave, a value a repeat. They run A B A B ..., so that a busy minute meets them all.

    What the `warmup` rounds give is dropped.
    """
    found: dict[str, list[T]] = {name: [] for name in sides}
    for repeat in range(warmup + repeats):
        for name, side in sides.items():
            value = side()
            if repeat >= warmup:
                found[name].append(value)
    return found


def timed(call: Callable[[], Any]) -> Callable[[], float]:
    """Return `call` as a measurement: the seconds on the clock that it took."""

    def seconds() -> float:
        began = time.perf_counter()
        call()
        return time.perf_counter() - began

    return seconds


def spread(values: Sequence[float]) -> Spread:
    """Return the median of the values, the least and the most."""
    return Spread(statistics.median(values), min(values), max(values))


def ratio(theirs: Sequence[float], ours: Sequence[float]) -> Spread:
    """Return theirs / ours, repeat by repeat: above 1 ours took less."""
    return spread([a / b for a, b in zip(theirs, ours, strict=True)])


def compare(
    name: str, ours: Callable[[], Any], theirs: Callable[[], Any], repeats: int, warmup: int = 1
) -> dict[str, Any]:
    """Time two ways of doing one thing in turn, print a line and return it with both medians in seconds."""
    times = in_turn({"ours": timed(ours), "theirs": timed(theirs)}, repeats, warmup)
    times_as_fast = ratio(times["theirs"], times["ours"])
    found = {
        "name": name,
        "ours_seconds": statistics.median(times["ours"]),
        "theirs_seconds": statistics.median(times["theirs"]),
        "ratio": times_as_fast.median,
        "ratio_spread": [times_as_fast.least, times_as_fast.most],
        "repeats": repeats,
    }
    print(
        f"{name}: {times_as_fast.median:.2f}x ({times_as_fast.least:.2f} to {times_as_fast.most:.2f}), "
        f"ours {found['ours_seconds']:.3f} s, theirs {found['theirs_seconds']:.3f} s, {repeats} repeats"
    )
    return found


def machine(peers: Sequence[str] = ()) -> dict[str, Any]:
    """Return the machine's line: processor, cores, what else runs, and the versions of ours and of `peers`."""
    versions = {}
    for name in (*PACKAGES, *peers):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "cpu": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "threads": os.environ.get("OMP_NUM_THREADS"),
        "python": platform.python_version(),
        "versions": versions,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def write(path: Path | None, results: Any, peers: Sequence[str] = ()) -> None:
    """Write the results below the machine's line as JSON, where a path is given."""
    if path is not None:
        text = json.dumps({"machine": machine(peers), "results": results}, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
