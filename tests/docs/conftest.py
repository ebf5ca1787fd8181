"""Types what the docs show, and holds what comes out against what they say comes out."""

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from babelix.cli.main import run

Typed = Callable[[str], str]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    """Return a function that runs one shell line in an empty folder and gives what it prints."""
    monkeypatch.chdir(tmp_path)
    command = tmp_path / ".bin" / "babelix"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom babelix.cli.main import main\n\nmain()\n", encoding="utf-8")
    command.chmod(0o755)
    (command.parent / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    (command.parent / "python").chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")

    def type_line(line: str) -> str:
        words = list(shlex.shlex(line, posix=True, punctuation_chars=True))
        spoken = b""
        if words[:1] == ["echo"] and words[2:4] == ["|", "babelix"]:
            spoken, words = f"{words[1]}\n".encode(), words[3:]
        alone = words[0] == "babelix" and not re.search(r"\$\(|[<>;&]", " ".join(words))
        if alone:  # here, where torch is loaded already
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(spoken), encoding="utf-8"))
            assert run(shlex.split(line[line.index("babelix") :])[1:]) == 0, line
        else:
            subprocess.run(["bash", "-c", f"set -e; {line}"], check=True)
        return capfd.readouterr().out

    return type_line


def matches(shown: str, printed: str) -> bool:
    """Say whether `printed` is what the docs show: `...` stands for any text, alone on its line for any lines."""
    pattern = ""
    for line in _plain(shown):
        pattern += r"(.*\n)*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _plain(printed))) is not None


def _plain(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip("\n").split("\n")]


@pytest.fixture
def same() -> Callable[[str, str], bool]:
    """Return the function that compares what is shown with what is printed."""
    return matches
