"""Plants one fault at a time and asks the test that must notice it: `make mutants`, or `python -m tools.mutants`.

The table has a row for every equation or rule: the file below the package, a piece of its code as it stands (there
exactly once), the same piece with a fault, and the test below `tests` that must fail then. Each fault is planted in a
copy of the package that comes first on the path; the tree itself is left alone. A row is killed when its test passes
without the fault and fails with it, by an assertion or an error of the library: a fault that only breaks an import or
a name says nothing of the test.
"""

import argparse
import ast
import importlib.util
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

TABLE = Path("docs/reference/mutants.md")
PACKAGE = "babelix"
LONGEST = 600
"""Seconds after which a test with a fault is given up."""
PRELOAD = ("numba", "numpy", "sacrebleu.metrics", "scipy.stats", "torch._dynamo")
_SAYS_NOTHING = ("ImportError", "ModuleNotFoundError", "SyntaxError", "NameError", "UnboundLocalError")

Verdict = Literal["killed", "SURVIVED", "stale", "broken"]


@dataclass(frozen=True)
class Row:
    """One fault: what the code states, the piece that states it, the piece with the fault, the test that must fail."""

    rule: str
    file: str
    before: str
    after: str
    test: str


@dataclass(frozen=True)
class Outcome:
    """What became of a row, and what a reader should know beside the verdict."""

    row: Row
    verdict: Verdict
    said: str = ""

    def __str__(self) -> str:
        end = f": {self.said}" if self.said else ""
        return f"{self.verdict:8}  {self.row.rule} ({self.row.file}, {self.row.test}){end}"


def read_table(text: str) -> list[Row]:
    """Return the rows of a Markdown table, in which ``\\|`` stands for a bar. Raises `ValueError` for any other row."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("|") or "`" not in line:
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != 5 or not all(re.fullmatch("`[^`]+`", cell) for cell in cells[1:]):
            raise ValueError(f"line {number}: expected a rule and four pieces of code, got {line[:60]!r}")
        rows.append(Row(cells[0], *(cell[1:-1] for cell in cells[1:])))
    return rows


def since(rows: Sequence[Row], revision: str, table: Path, root: Path) -> list[Row]:
    """Return the rows whose fault or test the table did not have at a revision; `ValueError` where git has none."""
    asked = ["git", "show", f"{revision}:./{table.as_posix()}"]
    found = subprocess.run(asked, cwd=root, capture_output=True, encoding="utf-8", check=False)
    if found.returncode:
        raise ValueError(f"no table to compare with at {revision}: {found.stderr.strip()}")
    known = {replace(row, rule="") for row in read_table(found.stdout)}
    return [row for row in rows if replace(row, rule="") not in known]


def with_fault(row: Row, source: str) -> str:
    """Return a file's text with the row's fault. Raises `ValueError` when the piece is not there exactly once."""
    count = source.count(row.before)
    if count != 1:
        raise ValueError(f"its piece of code is there {count} times")
    return source.replace(row.before, row.after)


def is_there(root: Path, test: str) -> bool:
    """Tell whether a test, ``file::name`` below `tests`, exists."""
    name, _, function = test.partition("::")
    path = root / "tests" / name
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body)


def judge_all(
    rows: Sequence[Row],
    root: Path,
    package: str = PACKAGE,
    *,
    jobs: int = 1,
    longest: float = LONGEST,
    preload: Sequence[str] = (),
) -> Iterator[Outcome]:
    """Yield what becomes of every row, in their order. The modules `preload`, not the package's, are loaded once."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(jobs) as pool:
        ground = _Ground(root, package, Path(folder), longest, preload)
        sound = ground.passing(dict.fromkeys(row.test for row in rows))
        yield from pool.map(partial(ground.judge, sound), range(len(rows)), rows)


class _Ground:
    """Where faults are planted: a folder for copies of the package and for what tests leave behind."""

    def __init__(
        self, root: Path, package: str, folder: Path, longest: float, preload: Sequence[str]
    ) -> None:
        self._root, self._package, self._folder, self._longest = root, package, folder, longest
        # Every test has a process of its own, a fork of one that has loaded what takes long.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["pytest", *preload])

    def passing(self, tests: Iterable[str]) -> set[str]:
        """Return those of the tests that pass as things are: no case fails, and one at least is not skipped."""
        known = [test for test in tests if is_there(self._root, test)]
        if not known:
            return set()
        found = _cases(self._run(self._root / "src", known, self._folder / "sound.xml", stop=False))
        passed = {test for test, verdict in found if verdict == "passed"}
        return passed - {test for test, verdict in found if verdict not in ("passed", "skipped")}

    def judge(self, sound: set[str], number: int, row: Row) -> Outcome:
        """Plant the row's fault, run its test."""
        path = self._root / "src" / self._package / row.file
        try:
            changed = with_fault(row, path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            return Outcome(row, "stale", str(error))
        if not is_there(self._root, row.test):
            return Outcome(row, "stale", "there is no such test")
        if row.test not in sound:
            return Outcome(row, "broken", "the test does not pass, or is skipped, without the fault")
        copy = self._folder / str(number)
        self._copy(copy / self._package)
        (copy / self._package / row.file).write_text(changed, encoding="utf-8")
        try:
            found = _cases(self._run(copy, [row.test], self._folder / f"{number}.xml", stop=True))
        except TimeoutError:
            return Outcome(row, "broken", f"the test had not ended after {self._longest:.0f} seconds")
        finally:
            shutil.rmtree(copy, ignore_errors=True)
        return _verdict(row, [verdict for _, verdict in found])

    def _copy(self, to: Path) -> None:
        """Copy the package's modules; link what else lies in it."""
        source = self._root / "src" / self._package
        for folder, folders, files in os.walk(source):
            folders[:] = [name for name in folders if name != "__pycache__"]
            here = to / Path(folder).relative_to(source)
            here.mkdir(parents=True)
            for name in files:
                if name.endswith(".py"):
                    shutil.copyfile(Path(folder, name), here / name)
                else:
                    (here / name).symlink_to(Path(folder, name))

    def _run(self, source: Path, tests: Sequence[str], report: Path, *, stop: bool) -> Path:
        """Run tests with `source` first on the path and return their report. Raises `TimeoutError`."""
        said = report.with_suffix(".txt")
        environment = {
            "PYTHONPATH": os.pathsep.join([str(source), *filter(None, [os.environ.get("PYTHONPATH")])]),
            # Machine code is kept by the content of its sources: one folder serves all faults.
            "NUMBA_CACHE_DIR": str(self._folder / "machine-code"),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self._folder / "examples"),
        }
        arguments = ["-q", "-p", "no:cacheprovider", *(["-x"] if stop else [])]
        arguments += [
            "-o",
            "junit_family=xunit1",
            f"--junitxml={report}",
            *(f"tests/{test}" for test in tests),
        ]
        child = self._context.Process(
            target=_pytest, args=(self._root, source, self._package, environment, arguments, said)
        )
        child.start()
        child.join(self._longest if stop else None)
        if child.is_alive():
            child.kill()
            child.join()
            raise TimeoutError
        if not report.exists():
            raise RuntimeError(f"pytest made no report:\n{said.read_text(encoding='utf-8')}")
        return report


def _pytest(
    root: Path, source: Path, package: str, environment: dict[str, str], arguments: list[str], said: Path
) -> None:
    """Run pytest in this process, the package from `source`; what it prints goes to the file `said`."""
    output = os.open(said, os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ |= environment
    os.chdir(root)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(source))
    found = importlib.util.find_spec(package)
    if found is None or Path(found.origin or "").parent != source / package:
        raise RuntimeError(f"expected {package} from {source}, got {found}")
    import pytest

    sys.exit(pytest.main(arguments))


def _cases(report: Path) -> list[tuple[str, str]]:
    """Return (test, verdict) of every case that ran, the error's words in it; a test's parameters go by its name."""
    cases = []
    for case in ElementTree.parse(report).iter("testcase"):
        test = f"{case.get('file', '').removeprefix('tests/')}::{case.get('name', '').split('[')[0]}"
        verdict = "passed"
        for kind in ("failure", "error", "skipped"):
            found = case.find(kind)
            if found is not None:
                verdict = "skipped" if kind == "skipped" else f"{kind}: {found.get('message', '')}"
        cases.append((test, verdict))
    return cases


def _verdict(row: Row, verdicts: Sequence[str]) -> Outcome:
    failures = [verdict.removeprefix("failure: ") for verdict in verdicts if verdict.startswith("failure: ")]
    errors = [verdict for verdict in verdicts if verdict.startswith("error: ")]
    if failures:
        kind = failures[0].split(":")[0].split(".")[-1]
        said = " ".join(failures[0].split())[:160]
        return Outcome(row, "broken", said) if kind in _SAYS_NOTHING else Outcome(row, "killed")
    if errors:
        return Outcome(row, "broken", " ".join(errors[0].split())[:160])
    return Outcome(row, "SURVIVED" if "passed" in verdicts else "broken", "" if verdicts else "no test ran")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the table's rows and print a line for each; 1 when one is not killed."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutants", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--only", metavar="WORD", default="", help="rows that hold this word anywhere")
    parser.add_argument(
        "--since", metavar="REVISION", help="rows that the table has since a revision of git alone"
    )
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="tests run at once")
    parser.add_argument("--table", type=Path, default=TABLE, help="the table, from the repository's root")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is loaded
    root, began = Path.cwd(), time.monotonic()
    rows = read_table((root / asked.table).read_text(encoding="utf-8"))
    rows = [row for row in rows if asked.only.lower() in " ".join(vars(row).values()).lower()]
    if asked.since:
        rows = since(rows, asked.since, asked.table, root)
    counts: dict[str, int] = {}
    for outcome in judge_all(rows, root, jobs=asked.jobs, preload=PRELOAD):
        print(outcome, flush=True)
        counts[outcome.verdict] = counts.get(outcome.verdict, 0) + 1
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) or "no rows"
    print(f"{len(rows)} rows: {said}, in {time.monotonic() - began:.0f} s")
    return 0 if set(counts) == {"killed"} else 1


if __name__ == "__main__":
    sys.exit(main())
