"""How long `echo "Hello." | babelix translate` takes from nothing, beside `import torch` alone, its floor.

    python -m benchmarks.translation.cold_start --repeats 5 --json cold_start.json

A new process each time, in turn. The clock tells what a person waits; the processor's time, user and system, is near it
where the cores are quiet, and the better figure where they are not.
"""

import resource
import subprocess
import sys
import time

from benchmarks.measure import arguments, in_turn, ratio, spread, write

SIDES = {
    "babelix translate": [sys.executable, "-c", "from babelix.cli.main import main; main()", "translate"],
    "import torch": [sys.executable, "-c", "import torch"],
}


def started(command: list[str]) -> tuple[float, float]:
    """Return the seconds on the clock and on the processor of one run of `command`, which is given one sentence."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, input=b"Hello.\n", capture_output=True, check=True)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Measure both, print the seconds and write them."""
    asked = arguments(__doc__, repeats=5).parse_args()
    sides = {name: (lambda command=command: started(command)) for name, command in SIDES.items()}
    found = in_turn(sides, asked.repeats, warmup=1)
    clocks = {name: [clock for clock, _ in each] for name, each in found.items()}
    processor = {name: [busy for _, busy in each] for name, each in found.items()}
    for name in SIDES:
        print(f"{name:18} {spread(clocks[name])} s on the clock, {spread(processor[name])} s of processor")
    shares = ratio(processor["babelix translate"], processor["import torch"])
    print(f"translate / torch  {shares} of processor")
    write(asked.json, {"clock": clocks, "processor": processor})


if __name__ == "__main__":
    main()
