"""Trains the shipped translator's two stages within a given time and leaves what is to be carried back: `make gpu`.

    python -m tools.gpu.train OUT --seconds 480

A short run measures how many updates a second this machine makes; then both stages get their steps. While they train,
the average in the last checkpoint is packed into OUT every minute, so that a run cut off leaves a translator too.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babelix.training.keeping import FINAL, LAST
from babelix.training.packing import pack
from babelix.training.tensors import load_tensors, save_tensors

FIRST, SECOND = Path("recipes/translation/en-fr.toml"), Path("recipes/translation/en-fr-gentle.toml")
# The second stage's part of the updates.
GENTLE = 0.25
_MEASURED_STEPS = 300
_EVERY = 60
_AVERAGE = "average."
_BABELIX = "from babelix.cli.main import main; main()"


def train(recipe: Path, run: Path, assignments: list[str]) -> subprocess.Popen[bytes]:
    """Start a training in a process of its own."""
    options = [word for assignment in assignments for word in ("--set", assignment)]
    command = [sys.executable, "-c", _BABELIX, "train", str(recipe), "--run", str(run), *options]
    return subprocess.Popen(command)


def wait(process: subprocess.Popen[bytes], run: Path, out: Path) -> None:
    """Wait for a training and carry out what it has every minute. Raises `SystemExit` when it fails."""
    while True:
        try:
            code = process.wait(timeout=_EVERY)
        except subprocess.TimeoutExpired:
            carry(run, out)
            continue
        if code:
            raise SystemExit(f"training {run} ended with {code}")
        return carry(run, out)


def carry(run: Path, out: Path) -> None:
    """Pack the run's weights, a byte each, and what goes with them into `out`; nothing before its first checkpoint."""
    found = next((run / name for name in (FINAL, LAST) if (run / name).exists()), None)
    if found is None:
        return
    tensors, state = load_tensors(found)
    if found.name == LAST:
        tensors = {k.removeprefix(_AVERAGE): t for k, t in tensors.items() if k.startswith(_AVERAGE)}
    save_tensors(out / FINAL, pack(tensors), {"step": state["step"]})
    for name in ("settings.json", "run.json", "subwords.json"):
        shutil.copyfile(run / name, out / name)
    shutil.copyfile(run / "metrics.jsonl", out / f"{run.name}-metrics.jsonl")
    shutil.copyfile(run / "timings.jsonl", out / f"{run.name}-timings.jsonl")


def measured(work: Path, assignments: list[str]) -> tuple[float, float]:
    """Return the updates a second once it runs, and the seconds a stage needs before its first update."""
    began, run = time.monotonic(), work / "measure"
    cadences = [
        f"training.{key}={_MEASURED_STEPS}" for key in ("steps", "evaluate_every", "save_every", "cooldown")
    ]
    process = train(FIRST, run, [*assignments, *cadences, "training.log_every=100"])
    if process.wait():
        raise SystemExit("the measuring run failed")
    whole = time.monotonic() - began
    seconds = [
        json.loads(line)["seconds"] for line in (run / "timings.jsonl").read_text("utf-8").splitlines()
    ]
    return 100 / seconds[-1], whole - sum(seconds[1:])


def stages(seconds: float, rate: float, start: float) -> tuple[int, int]:
    """Return the steps of both stages that fit into `seconds`, the start of each counted."""
    updates = max(0.0, seconds - 2 * start) * rate
    return max(1, int(updates * (1 - GENTLE))), max(1, int(updates * GENTLE))


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    """Train both stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="what is to be carried back")
    parser.add_argument("--seconds", type=float, default=480, help="for everything")
    parser.add_argument("--rate", type=float, help="updates a second, where known: nothing is measured then")
    parser.add_argument(
        "--start", type=float, default=45, help="seconds before the first update, beside --rate"
    )
    parser.add_argument("--set", dest="assignments", action="append", default=[], help="for both stages")
    asked = parser.parse_args()
    began, work = time.monotonic(), Path("runs")
    rate, start = asked.rate, asked.start
    asked.out.mkdir(parents=True, exist_ok=True)
    if rate is None:
        with told("measured"):
            rate, start = measured(work, asked.assignments)
    first, second = stages(asked.seconds - (time.monotonic() - began), rate, start)
    print(f"{rate:.1f} updates a second, {start:.0f} s to start: {first} and {second} updates", flush=True)
    for recipe, steps, cooldown in ((FIRST, first, first // 5), (SECOND, second, second)):
        run = work / recipe.stem
        with told(recipe.stem):
            length = [f"training.steps={steps}", f"training.cooldown={cooldown}"]
            wait(train(recipe, run, [*asked.assignments, *length]), run, asked.out)


if __name__ == "__main__":
    main()
