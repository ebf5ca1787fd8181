"""An update of our training loop beside a step of plain torch modules, in turn."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from typing import Protocol

from torch import nn

from babelix.training.loop import Loop
from babelix.training.prefetch import read_ahead
from benchmarks.measure import in_turn, ratio, spread

Seconds = tuple[float, float]


class Sides(Protocol):
    """Our loop, and torch's nets by name with a step of each."""

    @property
    def loop(self) -> Loop:
        """Return the loop that trains our net."""

    @property
    def nets(self) -> Mapping[str, nn.Module]:
        """Return torch's nets."""

    def step(self, name: str) -> None:
        """Take one training step as torch's users do."""


def measured(call: Callable[[], object]) -> Callable[[], Seconds]:
    """Return `call` as a measurement: its seconds on the clock and on the processor, all threads together."""

    def seconds() -> Seconds:
        began, busy = time.perf_counter(), time.process_time()
        call()
        return time.perf_counter() - began, time.process_time() - busy

    return seconds


def compared(sides: Sides, repeats: int, title: str) -> list[dict[str, object]]:
    """Measure all sides in turn, print a line a peer, and return the figures."""
    with closing(read_ahead(sides.loop._batches(0, 0))) as batches:
        calls: dict[str, Callable[[], object]] = {"ours": lambda: sides.loop._update(batches)}
        calls |= {name: partial(sides.step, name) for name in sides.nets}
        found = in_turn({name: measured(call) for name, call in calls.items()}, repeats, warmup=2)
    rows: list[dict[str, object]] = []
    for name in sides.nets:
        row: dict[str, object] = {"name": title, "peer": name, "repeats": repeats}
        words = []
        for place, measure in enumerate(("clock", "processor")):
            ours, theirs = ([each[place] for each in found[side]] for side in ("ours", name))
            times_as_fast = ratio(theirs, ours)
            row[measure] = {
                "ours_seconds": spread(ours),
                "theirs_seconds": spread(theirs),
                "ratio": times_as_fast,
            }
            words.append(
                f"{times_as_fast.median:.2f}x ({times_as_fast.least:.2f} to {times_as_fast.most:.2f}), "
                f"{spread(ours).median:.3f} s against {spread(theirs).median:.3f} s {measure}"
            )
        print(f"{title}, beside {name}: {'; '.join(words)}")
        rows.append(row)
    return rows
