"""Enformer beside enformer-pytorch: the same weights, seconds and memory of a sequence, an SNV and saturation.

    python -m venv PEER && PEER/bin/pip install enformer-pytorch==0.8.12
    OMP_NUM_THREADS=1 python -m benchmarks.dna.enformer --peer PEER/bin/python --repeats 5 --json enformer.json

Weights are enformer-pytorch's own of a seed, in the published sizes, handed over as a file. Each side has a process
that computes when told to, one after the other, on one thread; seconds are its processor's. A peak is the most that a
process took over what it took before the forward, the model loaded. enformer-pytorch's SNV is two of its forwards, its
allele in saturation one. `--small` tries the benchmark on a small model; `--equal` compares outputs first, heads'
weights times 1, 30 and 300.
"""

import ctypes
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from babelix.enformer.edits import Edit, EditedTower
from babelix.enformer.fast.tower import Span
from babelix.enformer.model import Enformer
from babelix.enformer.predictor import EnformerTracks, Reading
from babelix.enformer.weights import load_enformer
from benchmarks.measure import arguments, in_turn, ratio, spread, write

FULL, SHORT = 196_608, 25_600
SCALES = (1, 30, 300)
ALLELES = 3
MODE = "enformer-pytorch"


def main() -> None:
    """Compare, measure in turn, print and write."""
    parser = arguments(__doc__, 5)
    parser.add_argument("--peer", type=Path, required=True, help="the interpreter that has enformer-pytorch")
    parser.add_argument("--small", action="store_true", help="a small model, to try the benchmark")
    parser.add_argument("--equal", action="store_true", help="compare outputs, too")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        peer = Peer(options.peer, Path(folder), options.small)
        model = load_enformer(peer.state())
        equal = compared(peer, model) if options.equal else {}
        for name, value in equal.items():
            print(f"{name}\t{value}", flush=True)
        sides = measured(peer, model)
        found = in_turn(sides, options.repeats)
    seconds = {name: [each["seconds"] for each in values] for name, values in found.items()}
    peaks = {name: spread([each["peak"] / 2**20 for each in values]) for name, values in found.items()}
    summary = summarised(seconds) | {f"peak MiB {name}": value for name, value in peaks.items()}
    for name, value in summary.items():
        print(f"{name}\t{value}")
    write(options.json, {"summary": summary, "equal": equal, "measured": found}, ())


def measured(peer: "Peer", model: Enformer) -> dict[str, Callable[[], dict[str, float]]]:
    """Return every measurement, the peer's first."""
    plain, winograd = tracks(model, MODE), tracks(model, MODE, winograd=True)
    sides: dict[str, Callable[[], dict[str, float]]] = {
        "theirs 196,608": lambda: peer.predict(FULL),
        "ours 196,608": lambda: timed("ours 196,608", partial(predicted, plain, one_hot(FULL))),
        "winograd 196,608": lambda: timed("winograd 196,608", partial(predicted, winograd, one_hot(FULL))),
        "theirs 25,600": lambda: peer.predict(SHORT),
        "ours 25,600": lambda: timed("ours 25,600", partial(predicted, plain.recropped(0), one_hot(SHORT))),
        "winograd 25,600": lambda: timed(
            "winograd 25,600", partial(predicted, winograd.recropped(0), one_hot(SHORT))
        ),
        "ours SNV": lambda: timed("ours SNV", partial(snvs, plain, 1)),
        "winograd SNV": lambda: timed("winograd SNV", partial(snvs, winograd, 1)),
    }
    rows = plain.tower(one_hot(FULL))[0]
    edited = EditedTower(plain.tower, one_hot(FULL)[0], Span(FULL // 2, FULL // 2 + ALLELES))

    def saturated() -> None:
        alleles(plain, rows, edited, ALLELES)

    sides["ours alleles"] = lambda: timed("ours alleles", saturated)
    return sides


def summarised(seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Return how many times as fast ours is."""
    theirs, short = seconds["theirs 196,608"], seconds["theirs 25,600"]
    twice, thrice = [2 * each for each in theirs], [ALLELES * each for each in theirs]
    return {
        "seconds": {name: spread(values) for name, values in seconds.items()},
        "196,608": ratio(theirs, seconds["ours 196,608"]),
        "196,608, Winograd": ratio(theirs, seconds["winograd 196,608"]),
        "25,600": ratio(short, seconds["ours 25,600"]),
        "25,600, Winograd": ratio(short, seconds["winograd 25,600"]),
        "SNV": ratio(twice, seconds["ours SNV"]),
        "SNV, Winograd": ratio(twice, seconds["winograd SNV"]),
        "allele in saturation": ratio(thrice, seconds["ours alleles"]),
    }


def compared(peer: "Peer", model: Enformer) -> dict[str, Any]:
    """Return the largest |d| / (2e-5 + 1e-5 |x|) of all outputs, both heads: at most 1 is equal."""
    found: dict[str, Any] = {}
    for length in (SHORT, FULL):
        theirs = peer.outputs(length)
        for winograd in (False, True):
            ours = tracks(model, MODE, winograd=winograd).recropped(0 if length == SHORT else 320)
            with torch.inference_mode():
                embeddings = ours.embedded(ours.tower(one_hot(length))[0], MODE)
                for name, values in theirs.items():
                    head, scale = model.heads[name.split()[0]], float(name.split("x")[1])
                    assert isinstance(head, nn.Linear)
                    logits = functional.linear(embeddings, scale * head.weight, head.bias)
                    difference = (functional.softplus(logits).double() - values).abs()
                    told = {
                        "of tolerance": float((difference / (2e-5 + 1e-5 * values.abs())).max()),
                        "largest difference": float(difference.max()),
                        "largest output": float(values.max()),
                    }
                    where = f"{length} {name}" + (", Winograd" if winograd else "")
                    print(where, told, file=sys.stderr, flush=True)
                    found[where] = told
    return found


def tracks(model: Enformer, mode: str, species: str = "human", winograd: bool = False) -> EnformerTracks:
    return EnformerTracks(model, Reading(species=species, positions=mode, winograd=winograd), "enformer")


def predicted(model: EnformerTracks, x: Tensor) -> Tensor:
    """Return all tracks of one window."""
    with torch.inference_mode():
        return model.forward(x)[0]


def snvs(model: EnformerTracks, count: int) -> None:
    """Predict reference and alternatives of SNVs at the middle, from the bases on."""
    x = one_hot(FULL)
    with torch.inference_mode():
        rows = model.tower(x)[0]
        model.read(rows, range(len(model.tracks)))
        alleles(model, rows, EditedTower(model.tower, x[0], Span(FULL // 2, FULL // 2 + count)), count)


def alleles(model: EnformerTracks, rows: Tensor, edited: EditedTower, count: int) -> None:
    """Predict some alleles whose reference is known."""
    with torch.inference_mode():
        letters = torch.eye(4)
        for first, changed in edited.alternatives(
            [Edit(FULL // 2 + number, letters[[number % 4]]) for number in range(count)]
        ):
            here = rows.clone()
            here[first : first + len(changed)] = changed
            model.read(here, range(len(model.tracks)))


def one_hot(length: int) -> Tensor:
    """Return the bases that the peer reads, too (1, length, 4)."""
    letters = np.random.default_rng(length).integers(0, 4, length)
    return torch.from_numpy(np.eye(4, dtype=np.float32)[letters])[None]


def timed(name: str, call: Callable[[], Any]) -> dict[str, float]:
    """Return the processor's seconds, those on the clock, and the peak over what was taken before."""
    ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back first
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, began, clock = memory("VmRSS"), time.process_time(), time.perf_counter()
    call()
    found = {
        "seconds": time.process_time() - began,
        "clock": time.perf_counter() - clock,
        "peak": float(memory("VmHWM") - before),
    }
    print(f"{name}: {found['seconds']:.2f} s, {found['peak'] / 2**20:.0f} MiB", file=sys.stderr, flush=True)
    return found


def memory(name: str) -> int:
    """Return a number of /proc/self/status, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(name)).split()[1])


class Peer:
    """enformer-pytorch in a process of its own."""

    def __init__(self, python: Path, folder: Path, small: bool) -> None:
        line = [str(python), "benchmarks/dna/enformer_peer.py", *(["--small"] if small else [])]
        self._folder = folder
        self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def state(self) -> Path:
        """Return a file of its weights."""
        path = self._folder / "state.bin"
        self._ask(do="save", path=str(path))
        return path

    def predict(self, length: int) -> dict[str, float]:
        """Let it predict once."""
        found: dict[str, float] = self._ask(do="predict", length=length, target=self._target(length))
        print(f"theirs {length}: {found['seconds']:.2f} s, {found['peak'] / 2**20:.0f} MiB", file=sys.stderr)
        return found

    def outputs(self, length: int) -> dict[str, Tensor]:
        """Return its tracks of both heads, weights of the heads times each of `SCALES`, in float64."""
        path = self._folder / "outputs.npz"
        self._ask(do="predict", length=length, target=self._target(length), scales=SCALES, path=str(path))
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


if __name__ == "__main__":
    main()
