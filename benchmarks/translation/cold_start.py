"""How long `echo "Hello." | babelix translate` takes from nothing, beside `import torch` alone, which it does without.

    python -m benchmarks.translation.cold_start --repeats 9 --json cold_start.json

A new process each time, in turn. The clock tells what a person waits; the processor's time, user and system, is near it
where the cores are quiet, and the better figure where they are not. Machine code of the search is made first where none
is kept; `no machine code` is the same command where none can be found, as before the 64th sentence on a machine.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

from benchmarks.measure import arguments, in_turn, ratio, write

COMMAND = [sys.executable, "-c", "from babelix.cli.main import main; main()", "translate"]
# So many sentences are worth compiling for.
ENOUGH = 64


def started(command: Sequence[str], sentences: int = 1, **more: str) -> tuple[float, float]:
    """Return the seconds on the clock and on the processor of one run of `command`, which is given some sentences."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | more
    subprocess.run(command, input=b"Hello.\n" * sentences, env=environment, capture_output=True, check=True)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def told(seconds: Sequence[float]) -> str:
    """Return the median of some seconds, the least and the most."""
    middle = sorted(seconds)[len(seconds) // 2]
    return f"{middle:.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def main() -> None:
    """Measure all, print the seconds and write them."""
    asked = arguments(__doc__, repeats=9).parse_args()
    started(COMMAND, sentences=ENOUGH)
    with tempfile.TemporaryDirectory() as empty:
        sides = {
            "babelix translate": lambda: started(COMMAND),
            "no machine code": lambda: started(COMMAND, NUMBA_CACHE_DIR=empty),
            "import torch": lambda: started([sys.executable, "-c", "import torch"]),
        }
        found = in_turn(sides, asked.repeats, warmup=1)
    clocks: Mapping[str, list[float]] = {name: [clock for clock, _ in each] for name, each in found.items()}
    processor = {name: [busy for _, busy in each] for name, each in found.items()}
    for name in sides:
        print(f"{name:18} {told(clocks[name])} on the clock, {told(processor[name])} of processor")
    middle, least, most = ratio(processor["babelix translate"], processor["import torch"])
    print(f"translate / torch  {middle:.2f} ({least:.2f} to {most:.2f}) of processor")
    write(asked.json, {"clock": clocks, "processor": processor})


if __name__ == "__main__":
    main()
