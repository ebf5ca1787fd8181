"""Two ways of doing one thing, timed in turn: A B A B ..., the ratio taken pair by pair."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def compare(
    name: str, ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int, warmup: int = 1
) -> dict[str, Any]:
    """Return medians in seconds and the ratio theirs/ours (above 1: ours is faster) with its spread; print a line."""
    for _ in range(warmup):
        ours(), theirs()
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(rounds):
        for key, call in (("ours", ours), ("theirs", theirs)):
            began = time.perf_counter()
            call()
            times[key].append(time.perf_counter() - began)
    ratios = sorted(b / a for a, b in zip(times["ours"], times["theirs"], strict=True))
    found = {
        "name": name,
        "ours_seconds": statistics.median(times["ours"]),
        "theirs_seconds": statistics.median(times["theirs"]),
        "ratio": statistics.median(ratios),
        "ratio_spread": [ratios[0], ratios[-1]],
        "rounds": rounds,
    }
    print(
        f"{name}: {found['ratio']:.2f}x ({ratios[0]:.2f} to {ratios[-1]:.2f}), "
        f"ours {found['ours_seconds']:.3f} s, theirs {found['theirs_seconds']:.3f} s, {rounds} rounds"
    )
    return found


def write(results: list[dict[str, Any]], path: Path | None) -> None:
    """Write the results as JSON when a path is given."""
    if path is not None:
        path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
