"""ChromHMM beside `babelix states learn`: time and peak memory of the same task, in one run.

    python -m benchmarks.states.chromatin --json chromatin.json     (BABELIX_DATA set, Debian's `chromhmm` installed)

GM12878 chromosome 11, ten states. Runs alternate; every ratio is ChromHMM's time or memory by ours, its median over the
repeats and its spread. "training" is the time of the iterations (ChromHMM's own last line; our "seconds", which also
holds the initial model); "whole" is one command from start to exit, with segments, browser tracks, overlaps and
neighbourhoods, without figures, on both sides; "processor" its processor time, which other programs disturb less. "no
runs" is the same chromosome, every run of equal bins cut to two.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from babelix import data
from babelix.chromatin.marks.files import read_marks, write_marks
from benchmarks.measure import Spread, arguments, in_turn, ratio, write

JAR = Path("/usr/share/java/chromhmm.jar")
MEASURED = ("training", "whole", "processor", "peak")
FEATURES = ("CpGIsland", "RefSeqExon", "RefSeqGene", "RefSeqTES", "RefSeqTSS", "RefSeqTSS2kb", "laminB1lads")


def run(command: list[str], log: Path, **more: str) -> tuple[float, float, float]:
    """Return wall seconds, peak MB and processor seconds of a command; its standard output goes to `log`."""
    begin = time.perf_counter()
    with log.open("w") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env={**os.environ, **more})
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def chromhmm(jar: Path, work: Path, marks: Path, states: int, annotation: Path) -> dict[str, float]:
    command = ["java", "-Xmx4g", "-jar", str(jar), "LearnModel", "-noautoopen", "-noimage"]
    command += ["-u", str(annotation / "COORDS"), "-v", str(annotation / "ANCHORS")]
    wall, peak, processor = run(
        [*command, str(marks), str(work / "theirs"), str(states), "hg18"], work / "theirs.log"
    )
    rows = re.findall(
        r"^\s+(\d+)\s+(-[\d.]+)\s+\S+\s+([\d.]+)\s*$", (work / "theirs.log").read_text(), re.MULTILINE
    )
    iterations, _, seconds = rows[-1]
    likelihood = float((work / "theirs" / f"model_{states}.txt").read_text().split("\t", 4)[3])
    return {
        "whole": wall, "processor": processor, "peak": peak, "training": float(seconds), "iterations": int(iterations),
        "log_likelihood": likelihood,
    }  # fmt: skip


def ours(work: Path, marks: Path, states: int, annotation: Path, **more: str) -> dict[str, float]:
    program = str(Path(sys.executable).with_name("babelix"))
    out = work / "ours"
    learn = [program, "states", "learn", "--marks", str(marks), "--states", str(states), "--out", str(out)]
    learn += ["--annotation", str(annotation / "flat"), "--json", "--quiet"]
    wall, peak, processor = run(learn, work / "ours.json", **more)
    found = json.loads((work / "ours.json").read_text())
    return {
        "whole": wall, "processor": processor, "peak": peak, "training": found["seconds"],
        "iterations": found["iterations"], "log_likelihood": found["log_likelihood"],
    }  # fmt: skip


def prepare(work: Path) -> tuple[Path, Path, Path]:
    """Lay the data out as both programs want them; return marks, marks without runs, and annotation folders."""
    paths = data.find("chromhmm-gm12878")
    if paths is None:
        sys.exit(data.missing("chromhmm-gm12878"))
    marks, flat = work / "marks", work / "annotation" / "flat"
    coords, anchors = work / "annotation" / "COORDS" / "hg18", work / "annotation" / "ANCHORS" / "hg18"
    for folder in (marks, flat, coords, anchors):
        folder.mkdir(parents=True)
    shutil.copy(paths["binary"], marks)
    for name in FEATURES:
        shutil.copy(paths[name], coords)
        shutil.copy(paths[name], flat)
    for name in ("anchors-RefSeqTSS", "anchors-RefSeqTES"):
        shutil.copy(paths[name], anchors / paths[name].name.removeprefix("anchors."))
        shutil.copy(paths[name], flat)
    whole = read_marks(paths["binary"])
    rows = whole.patterns[np.repeat(whole.pattern, np.minimum(whole.length, 2))]
    short = work / "no_runs"
    write_marks(short / "GM12878_chr11_binary.txt.gz", whole.cell, whole.chrom, whole.names, rows)
    return marks, short, work / "annotation"


def beside(work: Path, marks: Path, options: Namespace, annotation: Path, **cache: str) -> dict[str, Any]:
    """Run both programs in turn and return what each took, with the ratios."""

    def once(program: Callable[[], dict[str, float]], out: str) -> dict[str, float]:
        took = program()
        shutil.rmtree(work / out)
        return took

    rows = in_turn(
        {
            "chromhmm": lambda: once(
                lambda: chromhmm(options.jar, work, marks, options.states, annotation), "theirs"
            ),
            "babelix": lambda: once(lambda: ours(work, marks, options.states, annotation, **cache), "ours"),
        },
        options.repeats,
    )
    theirs, mine = rows["chromhmm"], rows["babelix"]
    each = {key: ratio([row[key] for row in theirs], [row[key] for row in mine]) for key in MEASURED}
    apart = mine[0]["log_likelihood"] - theirs[0]["log_likelihood"]
    return {
        **rows,
        **{key: found._asdict() for key, found in each.items()},
        "log_likelihood_difference": apart,
    }


def show(name: str, found: dict[str, Any]) -> None:
    """Print a line for each thing measured."""
    theirs, mine = found["chromhmm"], found["babelix"]
    for key in MEASURED:
        unit = "MB" if key == "peak" else "s"
        print(
            f"{name:14} {key:9} ChromHMM {theirs[-1][key]:8.2f} {unit}  Babelix {mine[-1][key]:8.2f} {unit}  "
            f"ratio {Spread(**found[key])}"
        )
    print(
        f"{name:14} iterations {theirs[0]['iterations']} and {mine[0]['iterations']}, final log-likelihoods "
        f"{found['log_likelihood_difference']:+.2e} apart"
    )


def main() -> None:
    parser = arguments(__doc__, repeats=3)
    parser.add_argument("--states", type=int, default=10)
    parser.add_argument("--jar", type=Path, default=JAR)
    options = parser.parse_args()
    results: dict[str, Any] = {"states": options.states}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        marks, short, annotation = prepare(work)
        cache = {"NUMBA_CACHE_DIR": str(work / "cache")}
        first = ours(work, marks, options.states, annotation, **cache)
        second = ours(work, marks, options.states, annotation, **cache)
        results["compiling_seconds"] = first["processor"] - second["processor"]
        print(
            f"first run, kernels compiled: {first['processor']:.1f} processor seconds; then {second['processor']:.1f}"
        )
        shutil.rmtree(work / "ours")
        for name, where in (("GM12878 chr11", marks), ("no runs", short)):
            results[name] = beside(work, where, options, annotation, **cache)
            show(name, results[name])
    write(options.json, results)


if __name__ == "__main__":
    main()
