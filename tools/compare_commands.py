"""Runs every command of the docs, and requests that go wrong, in two checkouts, and compares all that a user sees.

python -m tools.compare_commands BEFORE AFTER [--only WORD] [--fork] [--json FILE [--resume]]

BEFORE and AFTER are checkouts, each run by the Python of its own `.venv` (else by this one) on its own `src`. What is
run stands in tools/commands.toml. Standard output and error, exit code and every file written must be the same bytes
once times and places are masked; progress lines are dropped. What BEFORE refuses as unknown is new, and listed apart
(tools/lines.py). Leaves with 1 at any difference that is not listed as meant, and at a documented command that is
neither compared nor left out with a reason. It takes long: FILE has every scene as it is done, and --resume runs those
alone that are not in it, that differed or that have other lines by now.
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tools.lines import compare_line
from tools.listed import Listed, Scene, helps, outdated
from tools.sides import Side

HELP_RUNS = 7
VERDICTS = ("same", "meant", "new", "DIFFERS")


def help_seconds(sides: tuple[Side, Side]) -> list[float]:
    """Return the median seconds of `babelix --help` before and after, run in turn."""
    taken: list[list[float]] = [[], []]
    for _ in range(HELP_RUNS):
        for side, seconds in zip(sides, taken, strict=True):
            begun = time.perf_counter()
            side.shell("babelix-alone --help", "help")
            seconds.append(time.perf_counter() - begun)
    return [round(statistics.median(each), 3) for each in taken]


def compare_scene(scene: Scene, sides: tuple[Side, Side], listed: Listed) -> dict[str, Any]:
    """Run one scene's lines on both sides, say what came of each, and return it."""
    for side in sides:
        done = side.shell(f"set -e\n{scene.prepare}", scene.name)
        if done.returncode:
            sys.exit(f"{scene.name} could not be prepared: {done.stderr.decode()}")
        side.written(scene.name)
    lines = []
    since: set[str] = set()
    for line in scene.run:
        begun = time.perf_counter()
        found = compare_line(line, scene.name, sides, listed, since)
        _say(f"{found.verdict:8}{time.perf_counter() - begun:6.1f} s  [{scene.name}] {line[:100]}")
        for each in found.different:
            _say(str(each))
        differs = [each.what for each in found.different]
        lines.append(
            {
                "line": line,
                "verdict": found.verdict,
                "different": differs,
                "meant": sorted(found.meant),
                "new": found.new,
            }
        )
    return {"scene": scene.name, "lines": lines}


def compare(
    sides: tuple[Side, Side], listed: Listed, only: str, keep: Path | None, *, resume: bool
) -> list[dict[str, Any]]:
    """Run all scenes whose name contains `only`; return what came of each. `keep` has it after every scene."""
    scenes = [scene for scene in (*listed.scenes, helps(sides[0].root)) if only in scene.name]
    done: list[dict[str, Any]] = (
        json.loads(keep.read_text(encoding="utf-8"))["scenes"] if resume and keep and keep.exists() else []
    )
    for scene in scenes:
        if any(each["scene"] == scene.name and _holds(each, scene) for each in done):
            continue
        done = [each for each in done if each["scene"] != scene.name]
        done.append(compare_scene(scene, sides, listed))
        if keep:
            keep.write_text(_json({"scenes": done}), encoding="utf-8")
    return [each for scene in scenes for each in done if each["scene"] == scene.name]


def _holds(found: dict[str, Any], scene: Scene) -> bool:
    """Say whether what was found of a scene is of the lines it has now, and nothing in it is left to mend."""
    lines = found["lines"]
    return [each["line"] for each in lines] == scene.run and not any(each["different"] for each in lines)


def report(scenes: list[dict[str, Any]], sides: tuple[Side, Side], listed: Listed) -> dict[str, Any]:
    """Return the counts, and what is to be read of each kind."""
    lines = [{"scene": scene["scene"], **each} for scene in scenes for each in scene["lines"]]
    roots = zip(("before", "after"), (side.root for side in sides), strict=True)
    return {
        "counts": {word: sum(each["verdict"] == word for each in lines) for word in VERDICTS},
        "different": [each for each in lines if each["different"]],
        "new": [each for each in lines if each["new"]],
        "meant": Counter(reason for each in lines for reason in each["meant"]),
        "left_out": listed.left_out,
        "uncovered": {name: listed.uncovered(root) for name, root in roots},
        "help_seconds": dict(zip(("before", "after"), help_seconds(sides), strict=True)),
        "scenes": scenes,
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
    parser.add_argument("--resume", action="store_true", help="leave out what FILE has and did not differ")
    parser.add_argument(
        "--fork", action="store_true", help="load torch once a side and fork for every command"
    )
    parser.add_argument("--list", type=Path, default=Path("tools/commands.toml"), metavar="FILE")
    asked = parser.parse_args(arguments)
    listed = Listed.read(asked.list)
    samples = asked.list.resolve().parent.parent / "tests" / "samples"
    with tempfile.TemporaryDirectory(prefix="compare-") as scratch:
        before, after = (
            Side(
                root,
                Path(scratch).resolve() / name,
                samples,
                outdated(listed.formerly, root),
                asked.before.resolve(),
            )
            for name, root in (("before", asked.before.resolve()), ("after", asked.after.resolve()))
        )
        with contextlib.ExitStack() as servers:
            for side in (before, after) if asked.fork else ():
                servers.enter_context(side.fork())  # leaves when its standard input is closed
            sides = (before, after)
            scenes = compare(sides, listed, asked.only, asked.json, resume=asked.resume)
            found = report(scenes, sides, listed)
    if asked.json:
        asked.json.write_text(_json(found), encoding="utf-8")
    return tell(found, listed)


def tell(found: dict[str, Any], listed: Listed) -> int:
    """Print what is to be known of a comparison; return the exit code."""
    for each in found["new"]:
        _say(f"new: [{each['scene']}] {each['line'][:100]}: {each['new'][:120]}")
    for command, reason in listed.left_out.items():
        _say(f"left out: {command} ({reason})")
    for reason, count in found["meant"].items():
        _say(f"meant, {count} times: {reason}")
    uncovered = [f"{name}: {each}" for name, each_side in found["uncovered"].items() for each in each_side]
    for each in uncovered:
        _say(f"neither compared nor left out, {each}")
    counts = ", ".join(f"{number} {word}" for word, number in found["counts"].items())
    _say(f"{counts}, {len(listed.left_out)} left out; --help {found['help_seconds']} s")
    return 1 if found["different"] or uncovered else 0


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
