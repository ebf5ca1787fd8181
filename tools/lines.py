"""One line run in two checkouts: the same, meant to differ, a fault, or new.

A line is new where BEFORE refuses a word of it that it does not know (an option, a command, an argument, a model, a
data set, a setting) and AFTER does not. There is nothing to compare it with: it is counted apart. A later line of the
scene that needs what a new line wrote, and fails before, is new as well.
"""

import difflib
import hashlib
import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tools.listed import Listed, as_meant
from tools.sides import Side

_PROGRESS = re.compile(
    r"^.* [\d,]+(/[\d,]+)? \w+(  [\d,.]+ \w+/s)?(  [\d:]+ left)?(  \S+ [\d.e+-]+)*\n", re.MULTILINE
)
_UNKNOWN = re.compile(
    r"^babelix: (No such option|No such command|Got unexpected extra argument|no model or run folder"
    r"|no data set is called|no example|.*\bunknown setting)\b.*$",
    re.MULTILINE,
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


@dataclass
class Compared:
    """What came of one line: what differs, why what differs is meant to, what was unknown before."""

    different: list[Difference] = field(default_factory=list)
    meant: set[str] = field(default_factory=set)
    new: str = ""

    @property
    def verdict(self) -> str:
        """Return the one word for it."""
        return "new" if self.new else "DIFFERS" if self.different else "meant" if self.meant else "same"


def compare_line(
    line: str, scene: str, sides: tuple[Side, Side], listed: Listed, since: set[str]
) -> Compared:
    """Run one line on both sides and compare. `since`: files that lines new to the scene wrote, added to here."""
    done = [side.shell(line, scene) for side in sides]
    written = [side.written(scene) for side in sides]
    if new := _newness(line, done[0], done[1], since):
        since |= written[1] - written[0]
        return Compared(new=new)
    pairs = {
        "exit code": [str(each.returncode).encode() for each in done],
        "standard output": [each.stdout for each in done],
        "standard error": [_PROGRESS.sub("", each.stderr.decode()).encode() for each in done],
        "files written": ["\n".join(sorted(names)).encode() for names in written],
    }
    for name in sorted(written[0] & written[1]):
        if Path(name).name not in listed.clocks:
            pairs[name] = [_content(side.folder / scene / name) for side in sides]
    found = Compared()
    for what, raw in pairs.items():
        before, after = (side.text(each, listed.masked) for side, each in zip(sides, raw, strict=True))
        if before == after:
            continue
        before, after, reasons = as_meant(before, after, what, line, listed.meant)
        if before == after:
            found.meant |= reasons
        else:
            found.different.append(Difference(scene, line, what, before, after))
    return found


def _content(path: Path) -> bytes:
    """Return a file's bytes; of tensors, a line each with the checksum of its numbers, and what is said beside them."""
    raw = path.read_bytes()
    if path.suffix != ".safetensors":
        return raw
    begin = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:begin])
    said = {key: json.loads(value) for key, value in header.pop("__metadata__", {}).items()}
    for name, tensor in header.items():
        first, last = tensor.pop("data_offsets")
        said[name] = tensor | {"sha256": hashlib.sha256(raw[begin + first : begin + last]).hexdigest()}
    return (json.dumps(said, indent=2, sort_keys=True) + "\n").encode()


Done = subprocess.CompletedProcess[bytes]


def _newness(line: str, before: Done, after: Done, since: set[str]) -> str:
    """Return what BEFORE does not know of the line; nothing where it knows it all."""
    # On standard output where a line sends both there.
    told, now = ((each.stderr + each.stdout).decode(errors="replace") for each in (before, after))
    if (unknown := _UNKNOWN.search(told)) and not _UNKNOWN.search(now):
        return unknown.group().removeprefix("babelix: ")
    needed = [name for name in sorted(since) if any(part in line.split() for part in _places(name))]
    if needed and "babelix: " in told and "babelix: " not in now:
        return f"needs {needed[0]}, which a new line wrote"
    return ""


def _places(name: str) -> list[str]:
    """Return a file and the folders it lies in, as a line may name them."""
    return [name, *(each.as_posix() for each in Path(name).parents if each != Path())]
