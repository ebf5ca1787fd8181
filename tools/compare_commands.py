"""Runs every command of the docs, and requests that go wrong, in two checkouts, and compares all that a user sees.

python -m tools.compare_commands BEFORE AFTER [--only WORD] [--fork] [--json FILE]

BEFORE and AFTER are checkouts, each run by the Python of its own `.venv` (else by this one) on its own `src`. What is
run stands in tools/commands.toml. Standard output and error, exit code and every file written must be the same bytes
once times and places are masked; progress lines are dropped. Leaves with 1 at any difference that is not listed as
meant, and at a documented command that is neither compared nor left out with a reason.
"""

import argparse
import contextlib
import difflib
import json
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.listed import Listed, as_meant, helps, outdated
from tools.sides import Side

HELP_RUNS = 7
_PROGRESS = re.compile(
    r"^.* [\d,]+(/[\d,]+)? \w+(  [\d,.]+ \w+/s)?(  [\d:]+ left)?(  \S+ [\d.e+-]+)*\n", re.MULTILINE
)
_SHOWN_LINES = 24


@dataclass
class Difference:
    """One thing that a command showed or wrote, not the same after."""

    scene: str
    line: str
    what: str
    before: bytes
    after: bytes

    def __str__(self) -> str:
        try:
            before, after = (each.decode().splitlines() for each in (self.before, self.after))
        except UnicodeDecodeError:
            shown = [f"{len(self.before):,} bytes before, {len(self.after):,} after; they are no text"]
        else:
            lines = difflib.unified_diff(before, after, "before", "after", lineterm="", n=1)
            shown = [line[:300] for line in lines]
        more = [f"... {len(shown) - _SHOWN_LINES} lines more"] if len(shown) > _SHOWN_LINES else []
        return "\n".join(
            [
                f"[{self.scene}] {self.line}",
                f"  {self.what}:",
                *(f"    {s}" for s in shown[:_SHOWN_LINES] + more),
            ]
        )


def compare_line(
    line: str, scene: str, sides: tuple[Side, Side], listed: Listed
) -> tuple[list[Difference], set[str]]:
    """Run one line on both sides; return what differs, and the reasons of differences that are meant."""
    done = [side.shell(line, scene) for side in sides]
    pairs = {
        "exit code": [str(each.returncode).encode() for each in done],
        "standard output": [each.stdout for each in done],
        "standard error": [_PROGRESS.sub("", each.stderr.decode()).encode() for each in done],
    }
    written = [side.written(scene) for side in sides]
    pairs["files written"] = ["\n".join(sorted(names)).encode() for names in written]
    for name in sorted(written[0] & written[1]):
        if Path(name).name not in listed.clocks:
            pairs[name] = [(side.folder / scene / name).read_bytes() for side in sides]
    different, meant = [], set()
    for what, raw in pairs.items():
        before, after = (side.text(each, listed.masked) for side, each in zip(sides, raw, strict=True))
        if before == after:
            continue
        before, after, reasons = as_meant(before, after, what, line, listed.meant)
        if before == after:
            meant |= reasons
        else:
            different.append(Difference(scene, line, what, before, after))
    return different, meant


def help_seconds(sides: tuple[Side, Side]) -> list[float]:
    """Return the median seconds of `babelix --help` before and after, run in turn."""
    taken: list[list[float]] = [[], []]
    for _ in range(HELP_RUNS):
        for side, seconds in zip(sides, taken, strict=True):
            begun = time.perf_counter()
            side.shell("babelix-alone --help", "help")
            seconds.append(time.perf_counter() - begun)
    return [round(statistics.median(each), 3) for each in taken]


def compare(sides: tuple[Side, Side], listed: Listed, only: str) -> dict[str, Any]:
    """Run all scenes whose name contains `only`; return what is to be reported."""
    before, after = (side.root for side in sides)
    different: list[Difference] = []
    meant: dict[str, int] = {}
    compared = 0
    for scene in (*listed.scenes, helps(before)):
        if only not in scene.name:
            continue
        for side in sides:
            done = side.shell(f"set -e\n{scene.prepare}", scene.name)
            if done.returncode:
                sys.exit(f"{scene.name} could not be prepared: {done.stderr.decode()}")
            side.written(scene.name)
        for line in scene.run:
            begun = time.perf_counter()
            found, reasons = compare_line(line, scene.name, sides, listed)
            compared += 1
            different += found
            for reason in reasons:
                meant[reason] = meant.get(reason, 0) + 1
            verdict = "DIFFERS" if found else "meant" if reasons else "same"
            _say(f"{verdict:8}{time.perf_counter() - begun:6.1f} s  [{scene.name}] {line[:100]}")
            for each in found:
                _say(str(each))
    return {
        "compared": compared,
        "different": [{"scene": each.scene, "line": each.line, "what": each.what} for each in different],
        "meant": meant,
        "left_out": listed.left_out,
        "uncovered": {name: listed.uncovered(root) for name, root in (("before", before), ("after", after))},
        "help_seconds": dict(zip(("before", "after"), help_seconds(sides), strict=True)),
    }


def main(arguments: list[str] | None = None) -> int:
    """Compare as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--only", default="", metavar="WORD", help="scenes whose name contains the word")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report as JSON")
    parser.add_argument(
        "--fork", action="store_true", help="load torch once a side and fork for every command"
    )
    parser.add_argument("--list", type=Path, default=Path("tools/commands.toml"), metavar="FILE")
    asked = parser.parse_args(arguments)
    listed = Listed.read(asked.list)
    samples = asked.list.resolve().parent.parent / "tests" / "samples"
    with tempfile.TemporaryDirectory(prefix="compare-") as scratch:
        before, after = (
            Side(root, Path(scratch).resolve() / name, samples, outdated(listed.formerly, root))
            for name, root in (("before", asked.before.resolve()), ("after", asked.after.resolve()))
        )
        with contextlib.ExitStack() as servers:
            for side in (before, after) if asked.fork else ():
                servers.enter_context(side.fork())  # leaves when its standard input is closed
            found = compare((before, after), listed, asked.only)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for command, reason in listed.left_out.items():
        _say(f"left out: {command} ({reason})")
    for reason, count in found["meant"].items():
        _say(f"meant, {count} times: {reason}")
    uncovered = [f"{name}: {each}" for name, each_side in found["uncovered"].items() for each in each_side]
    for each in uncovered:
        _say(f"neither compared nor left out, {each}")
    _say(
        f"{found['compared']} lines compared, {len(found['different'])} differences; --help {found['help_seconds']} s"
    )
    return 1 if found["different"] or uncovered else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
