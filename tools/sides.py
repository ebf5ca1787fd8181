"""One checkout of two that are compared: runs shell lines in a folder of its own, with `babelix` from its own source.

Loading torch takes seconds, most of a short command's time. So a side may `fork`: a server loads torch and nothing of
ours, and forks for every command; a small client in the place of `babelix` hands it arguments, folder and streams,
passes on SIGTERM and leaves with the command's exit code.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

SERVER = """
import json, os, select, signal, socket, sys
import torch

place = sys.argv[1]
door = socket.socket(socket.AF_UNIX)
door.bind(place + ".new")
door.listen()
os.rename(place + ".new", place)  # clients wait for this name
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while 0 not in select.select([door, 0], [], [])[0]:  # till whoever started this leaves
    call, _ = door.accept()
    if os.fork():
        call.close()
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said, streams, _, _ = socket.recv_fds(call, 1 << 20, 3)
    command = os.fork()
    if command == 0:
        door.close(), call.close()
        asked = json.loads(said)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(asked["folder"])
        # The streams as Python makes them when it starts.
        sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)
        sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)
        sys.argv = ["babelix", *asked["arguments"]]
        from babelix.cli.main import main

        main()
    for stream in streams:
        os.close(stream)
    call.sendall(f"{command}\\n".encode())
    call.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])}\\n".encode())
    os._exit(0)
"""

CLIENT = """
import json, os, signal, socket, sys

call = socket.socket(socket.AF_UNIX)
call.connect(PLACE)
asked = json.dumps({"folder": os.getcwd(), "arguments": sys.argv[1:]}).encode()
socket.send_fds(call, [asked], [0, 1, 2])
answer = call.makefile()
command = int(answer.readline())
signal.signal(signal.SIGTERM, lambda *_: os.kill(command, signal.SIGTERM))
code = int(answer.readline())
sys.exit(code if code >= 0 else 128 - code)
"""


# What asks for all memory fails on its side alone: 12 GiB of addresses.
_WITHIN = f"ulimit -v {12 << 20}"


@dataclass
class Side:
    """One checkout, and the folder in which its commands run."""

    root: Path
    folder: Path
    samples: Path
    formerly: dict[str, str]
    before: Path | None = None
    """The older checkout of the two, unless this is it."""
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.python = _python(self.root)
        tools = self.folder / ".bin"
        tools.mkdir(parents=True)
        _executable(tools / "python", f'#!/bin/sh\nexec {self.python} "$@"\n')
        _executable(tools / "babelix", f"#!{self.python}\nfrom babelix.cli.main import main\n\nmain()\n")
        before = self.before or self.root
        _executable(
            tools / "babelix-before",
            f'#!/bin/sh\nPYTHONPATH={before / "src"} exec {_python(before)} {tools / "babelix-alone"} "$@"\n',
        )
        _executable(tools / "babelix-alone", (tools / "babelix").read_text(encoding="utf-8"))
        self.environment = os.environ | {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(self.root / "src"),
            "CHECKOUT": str(self.root),
            "SAMPLES": str(self.samples),
            "OMP_NUM_THREADS": "1",
            "HF_HUB_OFFLINE": "1",
            "COLUMNS": "100",
        }

    def fork(self) -> subprocess.Popen[bytes]:
        """Start the process that forks for every command from now on, and return it."""
        tools = self.folder / ".bin"
        place = str(tools / "door")
        _executable(tools / "babelix", f"#!{self.python} -IS\n" + CLIENT.replace("PLACE", repr(place)))
        server = subprocess.Popen(
            ["bash", "-c", f'{_WITHIN}\nexec "$@"', "", self.python, "-c", SERVER, place],
            env=self.environment,
            stdin=subprocess.PIPE,
        )
        while not Path(place).exists() and server.poll() is None:
            time.sleep(0.05)
        return server

    def shell(self, line: str, scene: str) -> subprocess.CompletedProcess[bytes]:
        """Run one line in the scene's folder."""
        for now, was in self.formerly.items():
            line = line.replace(now, was)
        place = self.folder / scene
        place.mkdir(exist_ok=True)
        return subprocess.run(
            ["bash", "-c", f"{_WITHIN}\n{line}"],
            cwd=place,
            env=self.environment,
            capture_output=True,
            check=False,
        )

    def text(self, raw: bytes, masked: dict[str, str]) -> bytes:
        """Return bytes with this side's places and the times masked; what is no text stays as it is."""
        for place, name in ((self.folder, "HERE"), (self.root, "CHECKOUT")):
            raw = raw.replace(str(place).encode(), name.encode())
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            return raw
        for pattern, mask in masked.items():
            text = re.sub(pattern, mask, text)
        return text.encode()

    def written(self, scene: str) -> set[str]:
        """Return the files below the scene's folder that are new or changed since the last call."""
        found: dict[str, tuple[int, int]] = {}
        for folder, _, names in os.walk(self.folder / scene):
            for path in (Path(folder, name) for name in names):
                about = path.lstat()
                found[str(path.relative_to(self.folder / scene))] = (about.st_mtime_ns, about.st_size)
        new = {name for name, about in found.items() if self.seen.get(f"{scene}/{name}") != about}
        self.seen |= {f"{scene}/{name}": about for name, about in found.items()}
        return new


def _python(root: Path) -> str:
    own = root / ".venv" / "bin" / "python"
    return str(own if own.exists() else sys.executable)


def _executable(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
