"""How long `echo "Hello." | babelix translate` takes from nothing, beside `import torch` alone, which it does without.

    python -m benchmarks.translation.cold_start --repeats 9 --json cold_start.json
    python -m benchmarks.translation.cold_start --peer PYTHON    # and beside CTranslate2, from pieces to pieces

A new process each time, in turn. The clock tells what a person waits; the processor's time, user and system, is near it
where the cores are quiet, and the better figure where they are not; and the most memory that a process had. Machine
code of the search is made first where none is kept; `no machine code` is the same command where none can be found, as
before the 64th sentence on a machine. PYTHON has `ctranslate2`, and is given the same model's export.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import arguments, in_turn, ratio, write

COMMAND = [sys.executable, "-c", "from babelix.cli.main import main; main()", "translate"]
_PEER = "benchmarks/translation/ctranslate2_peer.py"
_EXPORT = """
import json, sys
from pathlib import Path
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.engines.export import export
from babelix.workflows.translation.run import load_run

export(locate("en-fr"), to="ctranslate2", out=Path(sys.argv[1]))
subwords = load_run(locate("en-fr")).subwords
print(json.dumps(subwords.pieces(subwords.encode(["Hello."])[0])))
"""
# So many sentences are worth compiling for.
ENOUGH = 64


class Started(NamedTuple):
    """Seconds on the clock and of the processor, and the most megabytes, of a process."""

    clock: float
    processor: float
    megabytes: float


def started(command: Sequence[str], text: bytes = b"Hello.\n", **more: str) -> Started:
    """Return what one run of `command` took, which is given a text."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env={**os.environ, **more}
    )
    assert process.stdin is not None
    process.stdin.write(text)
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command}: ended with {process.returncode}")
    return Started(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def of_library(python: str, folder: Path) -> Callable[[], Started]:
    """Return a run of the library in a new process: the shipped model's export, one sentence, on one thread."""
    # In a process of its own: what this one has of memory, a new process is said to have had at least.
    told = subprocess.run([sys.executable, "-c", _EXPORT, str(folder)], capture_output=True, check=True)
    text = json.dumps({"sources": [json.loads(told.stdout)], "options": {"beam_size": 4}}).encode() + b"\n"
    return lambda: started([python, _PEER, str(folder), "float32"], text, PYTHONPATH="", OMP_NUM_THREADS="1")


def told(seconds: Sequence[float]) -> str:
    """Return the median of some seconds, the least and the most."""
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def main() -> None:
    """Measure all, print the seconds and write them."""
    options = arguments(__doc__, repeats=9)
    options.add_argument("--peer", help="a Python that has ctranslate2")
    asked = options.parse_args()
    started(COMMAND, b"Hello.\n" * ENOUGH)
    with tempfile.TemporaryDirectory() as empty:
        sides = {
            "babelix translate": lambda: started(COMMAND),
            "no machine code": lambda: started(COMMAND, NUMBA_CACHE_DIR=empty),
            "import torch": lambda: started([sys.executable, "-c", "import torch"]),
        }
        if asked.peer:
            sides["CTranslate2"] = of_library(asked.peer, Path(empty) / "export")
        found = in_turn(sides, asked.repeats, warmup=1)
    for name, each in found.items():
        clocks, busy, sizes = zip(*each, strict=True)
        print(
            f"{name:18} {told(clocks)} on the clock, {told(busy)} of processor, "
            f"{statistics.median(sizes):.0f} MB"
        )
    for name in list(sides)[2:]:
        theirs, ours = ([each.processor for each in found[side]] for side in (name, "babelix translate"))
        middle, least, most = ratio(theirs, ours)
        print(f"{name} / translate  {middle:.2f} ({least:.2f} to {most:.2f}) of processor")
    write(asked.json, {name: [each._asdict() for each in some] for name, some in found.items()})


if __name__ == "__main__":
    main()
