"""Every SNV of a sequence through a BPNet: only what each changes, beside tangermeme's `saturation_mutagenesis`.

    python -m benchmarks.dna.incremental --peer PEER/bin/python --repeats 5 --json incremental.json

PEER is an environment of its own: pip install tangermeme==1.6.0. The net is BPNet's: 64 filters, a first convolution of
21 bases, eight residual ones of 3 taps dilated 2 to 256, a profile of 75 taps; 2,114 bases, 1,000 outputs; weights and
sequence from a seed. Each side has a process that computes when told to, one after the other, one thread
a side; what is measured are its processor's seconds, which a busy machine does not stretch much.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from babelix.tracks.incremental.mutagenesis import saturation
from babelix.tracks.incremental.net import Net, Node, convolution
from benchmarks.dna.bpnet import BASES, BPNet, sequence
from benchmarks.measure import arguments, in_turn, ratio, spread, write


def main() -> None:
    """Measure both in turn, compare with full recomputation, print and write."""
    parser = arguments(__doc__, 5)
    parser.add_argument("--peer", type=Path, required=True, help="the interpreter that has tangermeme")
    parser.add_argument("--compared", type=int, default=60, help="SNVs recomputed in full (60)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    model, one_hot = BPNet().eval().requires_grad_(False), sequence()
    net = describe(model)
    peer = Peer(options.peer)
    found: list[Tensor] = []

    def ours() -> float:
        began = time.process_time()
        found[:] = [saturation(net, one_hot)]
        return told("ours", time.process_time() - began)

    times = in_turn({"ours": ours, "tangermeme": peer.seconds}, options.repeats)
    theirs = peer.values()
    ours_as_theirs = found[0]
    times_as_fast = ratio(times["tangermeme"], times["ours"])
    summary = {
        "ours_seconds": spread(times["ours"]),
        "tangermeme_seconds": spread(times["tangermeme"]),
        "tangermeme_by_ours": times_as_fast,
        "largest_difference_from_tangermeme": float((ours_as_theirs - theirs).abs().max()),
        "largest_difference_from_full": difference(model, one_hot, ours_as_theirs, options.compared),
        "spread_of_outputs": float(ours_as_theirs.std()),
    }
    for name, value in summary.items():
        print(f"{name}\t{value}")
    write(options.json, {**summary, "times": times})


def told(side: str, seconds: float) -> float:
    """Say what a run took, and return it."""
    print(f"{side} {seconds:.2f} s", file=sys.stderr, flush=True)
    return seconds


def describe(model: BPNet) -> Net:
    """Return BPNet's profile as nodes: its padding is exactly what its outputs leave out."""
    nodes: list[Node] = [convolution(0, model.first, relu=True)]
    for each in model.residual:
        assert isinstance(each, nn.Conv1d)
        nodes.append(convolution(len(nodes), each, relu=True, add=len(nodes)))
    nodes.append(convolution(len(nodes), model.profile))
    return Net(tuple(nodes))


def difference(model: BPNet, one_hot: Tensor, found: Tensor, count: int) -> float:
    """Return the largest difference of some SNVs, all over the sequence, from the whole net over each."""
    largest = 0.0
    for number in range(count):
        position, base = number * (BASES - 1) // (count - 1), number % 4
        changed = one_hot.clone()
        changed[:, position] = torch.eye(4)[base]
        largest = max(largest, float((model(changed[None])[0] - found[base, position]).abs().max()))
    return largest


class Peer:
    """tangermeme in a process of its own, which answers with the seconds it took."""

    def __init__(self, python: Path) -> None:
        command = [str(python), "benchmarks/dna/tangermeme_peer.py"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self) -> float:
        """Let it compute all SNVs once."""
        return told("tangermeme", float(self._ask("run")["seconds"]))

    def values(self) -> Tensor:
        """Return what it found (4, positions, outputs)."""
        path = self._ask("save")["path"]
        found: Tensor = torch.load(path)
        Path(path).unlink()
        return found

    def _ask(self, word: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(word, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            sys.exit("tangermeme's process has ended; what it said stands above")
        return json.loads(line)


if __name__ == "__main__":
    main()
