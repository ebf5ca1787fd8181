"""Trains a translator within a given time on a GPU and leaves what is to be carried back: `make gpu`.

    python -m tools.gpu.train OUT --seconds 480                     both stages of the shipped one
    python -m tools.gpu.train OUT --recipe recipes/translation/en-fr-more.toml

A short run measures how many updates a second this machine makes, and ends it all when they are too few; then the
stages get their steps. While they train, the average in the last checkpoint is packed into OUT every minute, so that a
run cut off leaves a translator too. Beside the weights of each stage OUT gets `runs.zip`, what else is in the folders
of the runs; unpacked, it is what `tools/ship.py` reads.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from babelix.training.keeping import FINAL, LAST
from babelix.training.packing import pack
from babelix.training.tensors import load_tensors, save_tensors

FIRST, SECOND = Path("recipes/translation/en-fr.toml"), Path("recipes/translation/en-fr-gentle.toml")
# The second stage's part of the time, and how much dearer its update is: two passes over two thirds of the tokens.
GENTLE, DEARER = 0.42, 1.4
# What is kept for the last save and the packing.
MARGIN = 15.0
# Loaded in seconds, and batches of as many tokens as any.
MEASURED = 'data.corpora=[{train=["../../runs/made/everyday.tsv"],hold_out=50}]'
_MEASURED_STEPS, _LOGGED = 300, 100
_EVERY = 60
RUNS = "runs.zip"
_AVERAGE = "average."
_BABELIX = "from babelix.cli.main import main; main()"


def train(recipe: Path, run: Path, assignments: list[str]) -> subprocess.Popen[bytes]:
    """Start a training in a process of its own."""
    options = [word for assignment in assignments for word in ("--set", assignment)]
    command = [sys.executable, "-c", _BABELIX, "train", str(recipe), "--quiet", "--run", str(run), *options]
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
    archive(run.parent, out / RUNS)
    print((run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()[-1], flush=True)


def archive(runs: Path, path: Path) -> None:
    """Put the settings, the provenance, the subwords and the logs of every run in `runs` into one file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for each in sorted((*runs.glob("*/*.json"), *runs.glob("*/*.jsonl"))):
            file.write(each, each.relative_to(runs))


def measured(recipe: Path, work: Path, assignments: list[str]) -> float:
    """Return the updates a second of the recipe's network and batches, once it runs."""
    run, length = work / "measure", _MEASURED_STEPS
    cadences = [f"training.{key}={length}" for key in ("steps", "evaluate_every", "save_every", "cooldown")]
    process = train(recipe, run, [*assignments, MEASURED, *cadences, f"training.log_every={_LOGGED}"])
    if process.wait():
        raise SystemExit("the measuring run failed")
    return _LOGGED / updating(run)[-1]


def updating(run: Path) -> list[float]:
    """Return the seconds that updates took, a number a line of the run's log."""
    lines = (run / "timings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["seconds"] for line in lines]


def check_rate(rate: float, least: float) -> None:
    """Raises `SystemExit` below `least` updates a second: the time of a lent machine is better kept."""
    if rate < least:
        raise SystemExit(
            f"{rate:.1f} updates a second, fewer than {least:g}: something is amiss, nothing is trained"
        )


def only_steps(seconds: float, rate: float, start: float) -> int:
    """Return the updates of a recipe that is trained alone when `seconds` are left."""
    return max(1, int((seconds - start - MARGIN) * rate))


def first_steps(seconds: float, rate: float, start: float) -> int:
    """Return the first stage's updates when `seconds` are left and either stage needs `start` before its first."""
    return max(1, int((seconds - 2 * start - MARGIN) * (1 - GENTLE) * rate))


def second_steps(seconds: float, rate: float, start: float) -> int:
    """Return the second stage's updates when `seconds` are left."""
    return max(1, int((seconds - start - MARGIN) * rate / DEARER))


def main(arguments: list[str] | None = None) -> None:
    """Train one recipe or both stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="what is to be carried back")
    parser.add_argument("--recipe", type=Path, help="this one alone, its rate falling over the second half")
    parser.add_argument("--seconds", type=float, default=480, help="for everything")
    parser.add_argument(
        "--least", type=float, default=10, help="updates a second below which nothing is trained"
    )
    parser.add_argument("--rate", type=float, help="updates a second, where known: nothing is measured then")
    parser.add_argument(
        "--start", type=float, default=45, help="seconds a stage needs before its first update"
    )
    parser.add_argument("--set", dest="assignments", action="append", default=[], help="for every stage")
    asked = parser.parse_args(arguments)
    began, work = time.monotonic(), Path("runs")

    def left() -> float:
        return float(asked.seconds) - (time.monotonic() - began)

    def stage(recipe: Path, steps: int, cooldown: int) -> float:
        """Train one stage; return the seconds it took beside its updates."""
        run, since = work / recipe.stem, time.monotonic()
        print(f"{recipe.stem}: {steps} updates, {left():.0f} s left", flush=True)
        length = [f"training.steps={steps}", f"training.cooldown={cooldown}"]
        wait(train(recipe, run, [*asked.assignments, *length]), run, asked.out)
        return time.monotonic() - since - sum(updating(run))

    asked.out.mkdir(parents=True, exist_ok=True)
    recipe = FIRST if asked.recipe is None else asked.recipe
    rate = measured(recipe, work, asked.assignments) if asked.rate is None else asked.rate
    print(f"{rate:.1f} updates a second", flush=True)
    check_rate(rate, asked.least if asked.rate is None else 0)
    if asked.recipe is not None:
        only = only_steps(left(), rate, asked.start)
        stage(recipe, only, only // 2)
        print(f"done, {left():.0f} s left", flush=True)
        return
    first = first_steps(left(), rate, asked.start)
    start = stage(FIRST, first, first // 8)
    shutil.copyfile(asked.out / FINAL, asked.out / f"{FIRST.stem}-{FINAL}")
    rate = first / sum(updating(work / FIRST.stem))
    second = second_steps(left(), rate, start)
    stage(SECOND, second, second)
    print(f"done, {left():.0f} s left", flush=True)


if __name__ == "__main__":
    main()
