"""Finds every `babelix` command that the docs show, so that what is said to be compared can be held to them.

The reference page is made from the commands' own help, so reading it is reading the help's examples.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_COMMAND = re.compile(r"(?:^|[|(;&]\s*)babelix [a-z-]")
_SHOWN = {"", "sh", "bash", "console"}
_PLACEHOLDER = re.compile(r"[A-Z]+(\.\w+)?")


def pages(root: Path) -> list[Path]:
    """Return the README and every page of the docs."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def documented(root: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield page, command and whether the command stands in a sentence, where it may be a part of one."""
    for page in pages(root):
        text, name = page.read_text(encoding="utf-8"), page.relative_to(root).as_posix()
        yield from ((name, command, False) for command in in_blocks(text))
        yield from ((name, command, True) for command in in_sentences(text))


def in_blocks(text: str) -> Iterator[str]:
    """Yield the commands of a page's indented blocks and of its blocks of shell lines."""
    for language, block in _blocks(text):
        for line in re.sub(r"\s*\\\n\s*", " ", block).splitlines():
            shown = line.removeprefix("$ ")
            if language == "console" and shown == line:
                continue  # what a command printed
            if _COMMAND.search(shown) and not re.search(r"\[OPTIONS\]|COMMAND", shown):
                yield plain(shown)


def in_sentences(text: str) -> Iterator[str]:
    """Yield the commands in backquotes within sentences."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from (plain(found) for found in re.findall(r"`(babelix [a-z][^`]*)`", prose))


def plain(command: str) -> str:
    """Return a command without the remark that follows it, one space between words."""
    return " ".join(re.sub(r"\s{2,}#.*", "", command).split())


def is_part(mention: str, command: str) -> bool:
    """Say whether every word of `mention` but its placeholders (FILE, DIR) stands in `command`."""
    words = {word for word in mention.split() if not _PLACEHOLDER.fullmatch(word)}
    return words <= set(command.split())


def command_names(root: Path) -> list[str]:
    """Return the names of all commands and groups, as the reference page has them."""
    return re.findall(r"^## (babelix.*)$", reference(root), flags=re.MULTILINE)


def commands_with(option: str, root: Path) -> list[str]:
    """Return the names of the commands that take `option`."""
    sections = re.split(r"^## ", reference(root), flags=re.MULTILINE)[1:]
    return [each.split("\n", 1)[0] for each in sections if f"| `{option}` |" in each]


def reference(root: Path) -> str:
    """Return the text of the reference of commands, wherever it lies."""
    (page,) = (page for page in pages(root) if page.name == "commands.md")
    return page.read_text(encoding="utf-8")


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield language and text of every fenced block of shell lines, and of every indented one."""
    fence: str | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        mark = line.startswith("```")
        if lines and (mark or (fence is None and not line.startswith("    "))):
            yield fence or "", "\n".join(lines)
            lines = []
        if mark:
            fence = line[3:].strip() if fence is None else None
        elif fence in _SHOWN or (fence is None and line.startswith("    ")):
            lines.append(line if fence is not None else line.strip())
