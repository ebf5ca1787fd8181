"""The process that has enformer-pytorch, asked a line of JSON at a time."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

FULL = 196_608
SCALES = (1, 30, 300)


class Peer:
    """enformer-pytorch in a process of its own."""

    def __init__(self, python: Path, folder: Path, options: argparse.Namespace) -> None:
        line = [str(python), "benchmarks/dna/enformer_peer.py", str(options.threads)]
        line += ["--small"] if options.small else []
        self._folder, self._where = folder, {"device": options.device, "dtype": options.dtype}
        self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def state(self) -> Path:
        """Return a file of its weights."""
        path = self._folder / "state.bin"
        self._ask(do="save", path=str(path))
        return path

    def predict(self, length: int) -> dict[str, float]:
        """Let it predict once."""
        found: dict[str, float] = self._ask(
            do="predict", length=length, target=self._target(length), **self._where
        )
        print(f"theirs {length}: {found['seconds']:.2f} s, {found['peak'] / 2**20:.0f} MiB", file=sys.stderr)
        return found

    def outputs(self, length: int, dtype: str = "float32") -> dict[str, Tensor]:
        """Return its tracks of both heads, weights of the heads times each of `SCALES`, as float64 holds them."""
        path, target = self._folder / "outputs.npz", self._target(length)
        self._ask(do="predict", length=length, target=target, scales=SCALES, path=str(path), dtype=dtype)
        with np.load(path) as found:
            return {head: torch.from_numpy(found[head]).double() for head in found}

    def _target(self, length: int) -> int:
        return 896 if length == FULL else -1

    def _ask(self, **asked: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            sys.exit("enformer-pytorch's process has ended; what it said stands above")
        return json.loads(line)
