"""One process, two that train together, and two of which one is killed: the same losses, and where each run ends.

    python -m benchmarks.translation.processes --json processes.json

Multi30k, training and validation pairs alone, a tiny Transformer without dropout in float32, the rate of the paper, 50
updates, one thread a process. `torchrun` starts two processes; with `--repeats` the runs are made again.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from babelix.training.keeping import FINAL, LAST
from benchmarks.measure import arguments, write

RECIPE = """
task = "translation"
[data]
name = "multi30k"
[subwords]
size = 4000
[model]
size = "tiny"
dropout = 0.0
[training]
precision = "float32"
threads = 1
steps = 50
batch_tokens = 1000
log_every = 1
evaluate_every = 50
save_every = 20
samples = 0
"""
OURS = [sys.executable, "-c", "from babelix.cli.main import main; main()"]
# Past a checkpoint, before the next.
KILLED_AFTER = 27


def command(folder: Path, run: str, processes: int, *more: str) -> list[str]:
    train = [*OURS, "train", str(folder / "recipe.toml"), "--run", str(folder / run), "--quiet", *more]
    start = ["torchrun", "--nproc-per-node", str(processes), "--no-python", "--"] if processes > 1 else []
    return [*start, *train]


def train(folder: Path, run: str, processes: int, *more: str) -> None:
    subprocess.run(command(folder, run, processes, *more), check=True, stdout=subprocess.DEVNULL)


def train_and_kill(folder: Path, run: str, rank: int) -> dict[str, Any]:
    """Kill one of two processes once the log is long enough; return how the others ended."""
    started = subprocess.Popen(command(folder, run, 2), stderr=subprocess.PIPE, text=True)
    log = folder / run / "metrics.jsonl"
    while not log.exists() or log.read_bytes().count(b"\n") < KILLED_AFTER:
        assert started.poll() is None, "it ended before it was killed"
        time.sleep(0.05)
    os.kill(process_of(started.pid, rank), signal.SIGKILL)
    killed = time.monotonic()
    _, errors = started.communicate(timeout=120)
    return {
        "exit": started.returncode,
        "seconds": time.monotonic() - killed,
        "said": [
            line.replace(f"{folder}/", "") for line in errors.splitlines() if line.startswith("babelix:")
        ],
    }


def process_of(torchrun: int, rank: int) -> int:
    """Return the number of the process that torchrun started as `rank`."""
    for path in Path(f"/proc/{torchrun}/task/{torchrun}").glob("children"):
        for pid in path.read_text(encoding="ascii").split():
            if f"RANK={rank}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                return int(pid)
    raise SystemExit(f"torchrun started no process {rank}")


def curve(folder: Path, run: str, figure: str) -> list[float]:
    lines = (folder / run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [line[figure] for line in map(json.loads, lines) if figure in line]


def farthest(folder: Path, run: str, other: str) -> dict[str, float]:
    """Return the largest difference between two runs' losses, and between what they end with."""
    return {
        figure: max(
            abs(a - b) for a, b in zip(curve(folder, run, figure), curve(folder, other, figure), strict=True)
        )
        for figure in ("loss", "val_loss")
    }


def measure(folder: Path, rank: int) -> dict[str, Any]:
    (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    train(folder, "one", 1)
    train(folder, "two", 2)
    ended = train_and_kill(folder, "killed", rank)
    assert (folder / "killed" / LAST).exists()
    shutil.copytree(folder / "killed", folder / "killed-one")
    train(folder, "killed", 2, "--resume")
    train(folder, "killed-one", 1, "--resume")
    same = (folder / "killed" / FINAL).read_bytes() == (folder / "two" / FINAL).read_bytes()
    return {
        "updates": len(curve(folder, "two", "loss")),
        "first_loss": curve(folder, "one", "loss")[0],
        "last_loss": curve(folder, "one", "loss")[-1],
        "two_from_one": farthest(folder, "two", "one"),
        "killed": ended,
        "killed_and_resumed_in_two_is_two_byte_for_byte": same,
        "killed_and_resumed_in_one_from_one": farthest(folder, "killed-one", "one"),
    }


def main() -> None:
    asked = arguments(__doc__, repeats=1).parse_args()
    found = []
    for repeat in range(asked.repeats):
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(Path(folder), rank=repeat % 2))
        print(json.dumps(found[-1], indent=2), flush=True)
    write(asked.json, found)


if __name__ == "__main__":
    main()
