"""Small tables of intervals, and what bedtools makes of them."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from babelix.genome.interval import Intervals

Rows = Sequence[tuple[str, int, int, str]]
SIDES = {"+": 1, "-": -1, ".": 0}


class Made(NamedTuple):
    """Intervals, and the BED lines of them: the name is the row."""

    intervals: Intervals
    lines: list[str]


@pytest.fixture(scope="session")
def made() -> Callable[[Rows], Made]:
    """Return a function that makes a table of rows (chromosome, start, length, strand)."""

    def make(rows: Rows) -> Made:
        chroms = tuple(dict.fromkeys(row[0] for row in rows))
        start = np.array([row[1] for row in rows], np.int64)
        intervals = Intervals(
            chroms,
            np.array([chroms.index(row[0]) for row in rows], np.int32),
            start,
            start + np.array([row[2] for row in rows], np.int64),
            np.array([SIDES[row[3]] for row in rows], np.int8),
        )
        lines = [f"{c}\t{s}\t{s + n}\t{row}\t0\t{side}" for row, (c, s, n, side) in enumerate(rows)]
        return Made(intervals, lines)

    return make


@pytest.fixture(scope="session")
def bedtools(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[list[str]]]:
    """Return a function that runs `bedtools COMMAND` on lines of BED, sorted, and gives the fields it prints."""
    if shutil.which("bedtools") is None:
        pytest.skip(
            "bedtools is not installed: apt-get install bedtools; the tests beside have oracles of their own"
        )
    folder: Path = tmp_path_factory.mktemp("bedtools")

    def run(command: str, options: str = "", **tables: list[str]) -> list[list[str]]:
        line = ["bedtools", command, *options.split()]
        for name, lines in tables.items():
            path = folder / name
            if name != "g":
                lines = sorted(
                    lines, key=lambda each: (each.split("\t")[0], *map(int, each.split("\t")[1:3]))
                )
            path.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
            line += [f"-{name}", str(path)]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        return [each.split("\t") for each in done.stdout.splitlines()]

    return run
