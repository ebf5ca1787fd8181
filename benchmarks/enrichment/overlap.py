"""1,000,000 points and 500,000 intervals: overlaps in memory beside polars-bio, file to file beside bedtools.

    python -m venv /tmp/peers/enr && /tmp/peers/enr/bin/pip install polars-bio
    python -m benchmarks.enrichment.overlap --peer /tmp/peers/enr/bin/python --repeats 9 --json overlap.json

Random points and intervals of 100 to 999 bases on 22 chromosomes, sorted. In memory: all pairs, and the count of each
point, from tables that are there, polars-bio in an environment and a process of its own, in one thread as we are. File
to file: two BED files read, the points that lie in an interval written, beside `bedtools intersect -sorted -u`, whose
output must be the same bytes. Seconds are the processor's, which a busy machine stretches less; starting counts for
bedtools alone.
"""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from babelix.genome.formats.bed import read_bed
from babelix.genome.interval import Intervals
from babelix.genome.intervals.overlaps import any_overlap, counts, pairs
from benchmarks.measure import arguments, in_turn, ratio, write

CHROMS = tuple(f"chr{number}" for number in range(10, 32))  # of one length, so that bedtools' order is ours
LENGTH = 100_000_000
THEIRS = """
import sys, time, warnings
warnings.simplefilter("ignore")
import polars as pl, polars_bio as pb
pb.set_option("datafusion.bio.coordinate_system_zero_based", True)
columns = ["chrom", "start", "end"]
read = lambda path: pl.read_csv(path, separator="\\t", has_header=False, new_columns=columns).rechunk()
points, intervals = read(sys.argv[1]), read(sys.argv[2])
calls = {
    name: (lambda call=call: call(points, intervals, cols1=columns, cols2=columns, output_type="polars.DataFrame"))
    for name, call in (("pairs", pb.overlap), ("counts", pb.count_overlaps))
}
print(calls["pairs"]().height, calls["counts"]()["count"].sum(), flush=True)
for line in sys.stdin:
    began = time.process_time()
    calls[line.strip()]()
    print(time.process_time() - began, flush=True)
"""


def main() -> None:
    """Compare what comes out, time all in turn, print and write."""
    parser = arguments(__doc__, 9)
    parser.add_argument(
        "--peer", type=Path, required=True, help="the python of an environment with polars-bio"
    )
    parser.add_argument("--points", type=int, default=1_000_000, help="points (1000000)")
    parser.add_argument("--intervals", type=int, default=500_000, help="intervals (500000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("points.bed", "intervals.bed")]
        points, intervals = drawn(options.points, 1, 2), drawn(options.intervals, 100, 1000)
        for path, table in zip(files, (points, intervals), strict=True):
            written(path, table)
        line = [str(options.peer), "-c", THEIRS, *map(str, files)]
        environment = os.environ | {"POLARS_MAX_THREADS": "1", "TOKIO_WORKER_THREADS": "1"}
        with subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as peer:
            assert peer.stdout is not None
            theirs = tuple(map(int, peer.stdout.readline().split()))
            ours = (len(pairs(points, intervals)), int(counts(points, intervals).sum()))
            if ours != theirs:
                raise SystemExit(f"babelix finds {ours} pairs and counts, polars-bio {theirs}")
            out = [Path(folder) / name for name in ("ours.bed", "theirs.bed")]
            sides: dict[str, Callable[[], float]] = {
                "pairs": clocked(lambda: pairs(points, intervals)),
                "polars-bio pairs": lambda: told(peer, "pairs"),
                "counts": clocked(lambda: counts(points, intervals)),
                "polars-bio counts": lambda: told(peer, "counts"),
                "files": clocked(lambda: file_to_file(files[0], files[1], out[0])),
                "bedtools files": lambda: bedtools(files[0], files[1], out[1]),
            }
            found = in_turn(sides, options.repeats, warmup=1)
        if out[0].read_bytes() != out[1].read_bytes():
            raise SystemExit("what babelix wrote is not what bedtools wrote")
    results = [
        shown("all pairs in memory beside polars-bio", found["polars-bio pairs"], found["pairs"]),
        shown("counts in memory beside polars-bio", found["polars-bio counts"], found["counts"]),
        shown("file to file beside bedtools", found["bedtools files"], found["files"]),
    ]
    write(options.json, {"pairs": ours[0], "seconds": found, "ratios": results}, ["polars-bio"])


def drawn(count: int, shortest: int, longest: int) -> Intervals:
    """Return random intervals of `shortest` to `longest` - 1 bases, sorted."""
    numbers = np.random.default_rng(shortest)
    chrom = np.sort(numbers.integers(0, len(CHROMS), count).astype(np.int32))
    start = numbers.integers(0, LENGTH, count)
    start = start[np.lexsort((start, chrom))]
    length = numbers.integers(shortest, longest, count)
    return Intervals(CHROMS, chrom, start, start + length, np.zeros(count, np.int8))


def written(path: Path, table: Intervals) -> None:
    """Write a BED file of three columns."""
    rows = zip(table.chrom.tolist(), table.start.tolist(), table.end.tolist(), strict=True)
    path.write_text("".join(f"{table.chroms[c]}\t{s}\t{e}\n" for c, s, e in rows), encoding="ascii")


def file_to_file(points: Path, intervals: Path, out: Path) -> None:
    """Read two BED files and write the points that lie in an interval."""
    queries = read_bed(points)
    written(out, queries[any_overlap(queries, read_bed(intervals))])


def clocked(call: Callable[[], Any]) -> Callable[[], float]:
    """Return `call` as a measurement: the processor's seconds that it took."""

    def seconds() -> float:
        began = time.process_time()
        call()
        return time.process_time() - began

    return seconds


def bedtools(points: Path, intervals: Path, out: Path) -> float:
    """Run bedtools; return the processor's seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with out.open("wb") as file:
        line = ["bedtools", "intersect", "-sorted", "-u", "-a", str(points), "-b", str(intervals)]
        subprocess.run(line, stdout=file, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(peer: "subprocess.Popen[str]", what: str) -> float:
    """Ask the peer for one of its calls; return the seconds that it took by its own clock."""
    assert peer.stdin is not None
    assert peer.stdout is not None
    peer.stdin.write(f"{what}\n")
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


if __name__ == "__main__":
    main()
