"""What `tools.compare_commands` compares, leaves out and lets differ, as tools/commands.toml lists it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tools.documented import command_names, documented, is_part, plain


@dataclass(frozen=True)
class Scene:
    """Commands run one after the other in one folder, and what lies in it at first."""

    name: str
    prepare: str
    run: list[str]
    stands_for: dict[str, str]


@dataclass(frozen=True)
class Listed:
    """What is compared, what is left out and why, and what may differ."""

    scenes: list[Scene]
    left_out: dict[str, str]
    formerly: dict[str, str]
    masked: dict[str, str]
    clocks: dict[str, str]
    meant: list[dict[str, str]]

    @classmethod
    def read(cls, path: Path) -> "Listed":
        """Read tools/commands.toml."""
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        scenes = [
            Scene(
                each["name"],
                each.get("prepare", ""),
                each["run"].split("\n")[:-1],
                each.get("stands_for", {}),
            )
            for each in found["scene"]
        ]
        names = ("left_out", "formerly", "masked", "clocks", "meant")
        return cls(scenes, *(found.get(name, [] if name == "meant" else {}) for name in names))

    def uncovered(self, root: Path) -> list[str]:
        """Return the documented commands of a checkout that are neither compared nor left out."""
        listed = {plain(line) for scene in self.scenes for line in (*scene.run, *scene.stands_for)}
        listed |= {plain(line) for line in self.left_out}
        missing = {}
        for page, command, in_sentence in documented(root):
            for now, was in outdated(self.formerly, root).items():
                command = command.replace(was, now)
            parts = in_sentence or re.search(r" [A-Z]+( |$)", command)
            if command not in listed and not (parts and any(is_part(command, line) for line in listed)):
                missing[command] = page
        return [f"{page}: {command}" for command, page in missing.items()]


def outdated(formerly: dict[str, str], root: Path) -> dict[str, str]:
    """Return the names, new to old, that a checkout does not have yet."""
    known = command_names(root)
    return {
        now: was
        for now, was in formerly.items()
        if not (" ".join(now.split()[:2]) in known if now.startswith("babelix ") else (root / now).exists())
    }


def helps(root: Path) -> Scene:
    """Return the scene of every command's help."""
    return Scene("help", "", [f"{name} --help" for name in command_names(root)], {})


def as_meant(
    before: bytes, after: bytes, what: str, line: str, meant: list[dict[str, str]]
) -> tuple[bytes, bytes, set[str]]:
    """Change what came before and after as the listed differences say, where they apply; return it and their reasons.

    `was` (a regular expression) becomes `now` before, and `added` becomes `kept` after.
    """
    reasons: set[str] = set()
    for each in meant:
        if not (re.search(each.get("line", ""), line) and re.search(each.get("what", ""), what)):
            continue
        sides = (before, after)
        if "was" in each:
            before = _changed(before, each["was"], each["now"])
        if "added" in each:
            after = _changed(after, each["added"], each.get("kept", ""))
        if sides != (before, after):
            reasons.add(each["why"])
    return before, after, reasons


def _changed(raw: bytes, pattern: str, to: str) -> bytes:
    try:
        return re.sub(pattern, to, raw.decode(), flags=re.MULTILINE).encode()
    except UnicodeDecodeError:
        return raw
