"""From a FASTA to one-hot rows: babelix beside kipoiseq, and int8 beside float32.

    python -m venv /tmp/peers/kipoiseq && /tmp/peers/kipoiseq/bin/pip install kipoiseq six
    python -m benchmarks.dna.one_hot --peer /tmp/peers/kipoiseq/bin/python --repeats 7 --json one_hot.json

Writes a FASTA of random bases with stretches of N, and reads windows side by side out of it, all of them once a
measurement, as float32 rows in the order A C G T with a quarter for N. kipoiseq works in an environment and a process
of its own; the checksums of all rows must agree. Seconds are the processor's, which a busy machine stretches less.
"""

import random
import statistics
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from babelix.genome.contigs import Genome
from babelix.genome.sequence import one_hot
from benchmarks.measure import arguments, in_turn, ratio, write

LINE = 60
THEIRS = """
import sys, time, zlib
from kipoiseq import Interval
from kipoiseq.extractors import FastaStringExtractor
from kipoiseq.transforms.functional import one_hot_dna
path, window, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
fasta = FastaStringExtractor(path, use_strand=False, force_upper=True)
def rows(i):
    return one_hot_dna(fasta.extract(Interval("chr1", i * window, (i + 1) * window)), neutral_value=0.25)
check = 0
for i in range(count):
    check = zlib.crc32(rows(i).tobytes(), check)
print(check, flush=True)
for _ in sys.stdin:
    began = time.process_time()
    for i in range(count):
        rows(i)
    print(time.process_time() - began, flush=True)
"""


def main() -> None:
    """Compare what comes out, time all three in turn, print and write."""
    parser = arguments(__doc__, 7)
    parser.add_argument("--peer", type=Path, required=True, help="the python of an environment with kipoiseq")
    parser.add_argument("--window", type=int, default=196_608, help="bases a window, Enformer's (196608)")
    parser.add_argument("--windows", type=int, default=43, help="windows a measurement (43)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "g.fa", options.window * options.windows)
        genome = Genome.open(path, Path(folder))
        places = [(i * options.window, (i + 1) * options.window) for i in range(options.windows)]
        line = [str(options.peer), "-c", THEIRS, str(path), str(options.window), str(options.windows)]
        with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
            assert peer.stdout is not None
            check = 0
            for start, end in places:
                rows = one_hot(genome.read("chr1", start, end), np.float32, "quarter")
                check = zlib.crc32(rows.tobytes(), check)
            theirs = int(peer.stdout.readline())
            if check != theirs:
                raise SystemExit(f"the rows differ: checksum {check} of babelix, {theirs} of kipoiseq")
            sides: dict[str, Callable[[], float]] = {
                "float32": ours(genome, places, np.float32),
                "kipoiseq": lambda: told(peer),
                "int8": ours(genome, places, np.int8),
            }
            found = in_turn(sides, options.repeats, warmup=1)
    results = [
        shown("float32 beside kipoiseq", found["kipoiseq"], found["float32"]),
        shown("int8 beside float32", found["float32"], found["int8"]),
    ]
    write(options.json, {"bases": options.window * options.windows, "seconds": found, "ratios": results})


def ours(genome: Genome, places: list[tuple[int, int]], dtype: type[Any]) -> Callable[[], float]:
    """Return the measurement of all windows in one type."""

    def seconds() -> float:
        began = time.process_time()
        for start, end in places:
            one_hot(genome.read("chr1", start, end), dtype, "quarter" if dtype is np.float32 else "zeros")
        return time.process_time() - began

    return seconds


def told(peer: "subprocess.Popen[str]") -> float:
    """Ask the peer to go once over all windows; return the seconds that it took by its own clock."""
    assert peer.stdin is not None
    assert peer.stdout is not None
    peer.stdin.write("\n")
    peer.stdin.flush()
    return float(peer.stdout.readline())


def shown(name: str, slower: list[float], faster: list[float]) -> dict[str, Any]:
    """Print and return how many times as fast one was as the other, repeat by repeat."""
    times = ratio(slower, faster)
    seconds = f"{statistics.median(faster):.4f} s beside {statistics.median(slower):.4f} s"
    print(
        f"{name}: {times.median:.1f}x ({times.least:.1f} to {times.most:.1f}), {seconds}, {len(faster)} pairs"
    )
    return {"name": name, "ratio": times.median, "ratio_spread": [times.least, times.most]}


def written(path: Path, bases: int) -> Path:
    """Write a contig of random bases, one in fifty lines N, in lines of 60."""
    rng = random.Random(1)
    with path.open("w", encoding="ascii") as file:
        file.write(">chr1\n")
        for at in range(0, bases, LINE):
            length = min(LINE, bases - at)
            file.write(
                ("N" * length if rng.random() < 0.02 else "".join(rng.choices("ACGT", k=length))) + "\n"
            )
    return path


if __name__ == "__main__":
    main()
