"""Enformer beside enformer-pytorch: the same weights, seconds and memory of a sequence, an SNV and saturation.

    python -m venv PEER && PEER/bin/pip install enformer-pytorch==0.8.12
    python -m benchmarks.dna.enformer --peer PEER/bin/python --repeats 5 --json enformer.json

Weights are enformer-pytorch's own of a seed, in the published sizes, handed over as a file. Each side has a process
that computes when told to, one after the other, on one thread; seconds are its processor's. A peak is the most that a
process took over what it took before the forward, the model loaded. enformer-pytorch's SNV is two of its forwards, its
allele in saturation one. `--small` tries the benchmark on a small model; `--equal` compares outputs first, heads'
weights times 1, 30 and 300.
"""

import argparse
import ctypes
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
from benchmarks.dna.enformer_process import FULL, Peer
from benchmarks.measure import arguments, in_turn, ratio, spread, write

SHORT = 25_600
ALLELES = 3
MODE = "enformer-pytorch"


def main() -> None:
    """Compare, measure in turn, print and write."""
    parser = arguments(__doc__, 5)
    parser.add_argument("--peer", type=Path, required=True, help="the interpreter that has enformer-pytorch")
    parser.add_argument("--small", action="store_true", help="a small model, to try the benchmark")
    parser.add_argument("--equal", action="store_true", help="compare outputs, too")
    parser.add_argument("--threads", type=int, default=1, help="threads a side (1)")
    parser.add_argument("--only", help="sides whose name has these letters: 25,600")
    parser.add_argument("--device", default="cpu", help="cpu, or cuda: both sides on one card (cpu)")
    parser.add_argument("--dtype", default="float32", help="float32 or bfloat16 (float32)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    dtype = getattr(torch, options.dtype)
    with tempfile.TemporaryDirectory() as folder:
        peer = Peer(options.peer, Path(folder), options)
        model = load_enformer(peer.state())
        equal = compared(peer, model, options.only or "") if options.equal else {}
        model.to(options.device, dtype)
        sides = {name: one for name, one in measured(peer, model).items() if (options.only or "") in name}
        found: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
        for repeat in range(options.repeats + int(options.device == "cuda")):
            for name, values in in_turn(sides, 1).items():
                # On a card the first round is not counted.
                found[name] += values if repeat or options.device == "cpu" else []
            if all(found.values()):
                tell(found, model, equal, options)


def tell(
    found: dict[str, list[dict[str, float]]],
    model: Enformer,
    equal: dict[str, Any],
    options: argparse.Namespace,
) -> None:
    """Print what was measured so far, and write it."""
    clock = "seconds" if options.threads == 1 and options.device == "cpu" else "clock"
    seconds = {name: [each[clock] for each in values] for name, values in found.items()}
    peaks = {name: max(each["peak"] for each in values) / 2**20 for name, values in found.items()}
    summary = summarised(seconds) | {f"peak MiB {name}": value for name, value in peaks.items()}
    if options.device == "cuda":
        summary |= rates(model, getattr(torch, options.dtype), min(seconds["ours 196,608"]))
    for name, value in summary.items():
        print(f"{name}\t{value}", flush=True)
    asked = {name: str(value) for name, value in vars(options).items()}
    write(options.json, {"asked": asked, "summary": summary, "equal": equal, "measured": found}, ())


def measured(peer: Peer, model: Enformer) -> dict[str, Callable[[], dict[str, float]]]:
    """Return every measurement, the peer's first."""
    plain = tracks(model, MODE)
    sides: dict[str, Callable[[], dict[str, float]]] = {
        "theirs 196,608": lambda: peer.predict(FULL),
        "ours 196,608": side("ours 196,608", partial(predicted, plain, FULL)),
        "theirs 25,600": lambda: peer.predict(SHORT),
        "ours 25,600": side("ours 25,600", partial(predicted, plain.recropped(0), SHORT)),
        "ours SNV": side("ours SNV", partial(snvs, plain, 1)),
    }
    if next(model.parameters()).dtype == torch.float32:
        winograd = tracks(model, MODE, winograd=True)
        sides["winograd 196,608"] = side("winograd 196,608", partial(predicted, winograd, FULL))
        sides["winograd 25,600"] = side("winograd 25,600", partial(predicted, winograd.recropped(0), SHORT))
    x = one_hot(FULL).to(next(model.parameters()))
    with torch.inference_mode():
        rows = plain.tower(x)[0]
        edited = EditedTower(plain.tower, x[0], Span(FULL // 2, FULL // 2 + ALLELES))
    sides["ours alleles"] = side("ours alleles", partial(alleles, plain, rows, edited, ALLELES))
    return sides


def side(name: str, call: Callable[[], Any]) -> Callable[[], dict[str, float]]:
    """Return a measurement of ours."""
    return partial(timed, name, call)


def summarised(seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Return how many times as fast ours is."""

    def times(name: str, count: int) -> list[float]:
        return [count * each for each in seconds.get(name, ())]

    theirs, short = "theirs 196,608", "theirs 25,600"
    beside = {
        "196,608": (times(theirs, 1), "ours 196,608"),
        "196,608, Winograd": (times(theirs, 1), "winograd 196,608"),
        "25,600": (times(short, 1), "ours 25,600"),
        "25,600, Winograd": (times(short, 1), "winograd 25,600"),
        "SNV": (times(theirs, 2), "ours SNV"),
        "allele in saturation": (times(theirs, ALLELES), "ours alleles"),
    }
    return {
        "seconds": {name: spread(values) for name, values in seconds.items()},
        **{
            name: ratio(one, seconds[ours]) for name, (one, ours) in beside.items() if one and ours in seconds
        },
    }


def rates(model: Enformer, dtype: torch.dtype, seconds: float) -> dict[str, float]:
    """Return what the card multiplies, in TFLOP/s, measured on large matrices, and what part of it a sequence takes."""
    a = torch.randn(8192, 8192, device="cuda", dtype=dtype)
    for _ in range(3):
        a @ a
    torch.cuda.synchronize()
    began = time.perf_counter()
    for _ in range(10):
        a @ a
    torch.cuda.synchronize()
    card = 10 * 2 * 8192**3 / (time.perf_counter() - began) / 1e12
    # 3.29 TFLOP a sequence, of which half of the pools' 0.55 need not be computed.
    ours = 3.01 / seconds if model.sizes.width == 1536 else 0.0
    return {"card TFLOP/s": card, "ours TFLOP/s": ours, "fraction": ours / card}


def compared(peer: Peer, model: Enformer, only: str) -> dict[str, Any]:
    """Return the largest |d| / (2e-5 + 1e-5 |x|) of all outputs, both heads: at most 1 is equal.

    Of the short sequence, also of either side from enformer-pytorch in float64: what float32 itself leaves open.
    """
    found: dict[str, Any] = {}

    def tell(where: str, these: Tensor, those: Tensor) -> None:
        difference = (these - those).abs()
        found[where] = {
            "of tolerance": float((difference / (2e-5 + 1e-5 * those.abs())).max()),
            "largest difference": float(difference.max()),
            "largest output": float(those.max()),
        }
        print(where, found[where], file=sys.stderr, flush=True)

    for length in (SHORT, FULL):
        if only not in f"{length:,}":
            continue
        theirs = peer.outputs(length)
        exact = peer.outputs(length, "float64") if length == SHORT else {}
        for name, values in exact.items():
            tell(f"{length} {name}, theirs from float64", theirs[name], values)
        for winograd in (False, True):
            own = outputs(model, length, list(theirs), winograd)
            for name, values in own.items():
                where = f"{length} {name}" + (", Winograd" if winograd else "")
                tell(where, values, theirs[name])
                if exact:
                    tell(f"{where}, ours from float64", values, exact[name])
    return found


def outputs(model: Enformer, length: int, names: list[str], winograd: bool) -> dict[str, Tensor]:
    """Return our tracks of each head and scale that `names` has (bins, tracks), in float64."""
    ours = tracks(model, MODE, winograd=winograd).recropped(0 if length == SHORT else 320)
    found = {}
    with torch.inference_mode():
        embeddings = ours.embedded(ours.tower(one_hot(length))[0], MODE)
        for name in names:
            head, scale = model.heads[name.split()[0]], float(name.split("x")[1])
            assert isinstance(head, nn.Linear)
            logits = functional.linear(embeddings, scale * head.weight, head.bias)
            found[name] = functional.softplus(logits).double()
    return found


def tracks(model: Enformer, mode: str, species: str = "human", winograd: bool = False) -> EnformerTracks:
    return EnformerTracks(model, Reading(species=species, positions=mode, winograd=winograd), "enformer")


def predicted(model: EnformerTracks, length: int) -> Tensor:
    """Return all tracks of one window."""
    with torch.inference_mode():
        return model.forward(one_hot(length).to(device(model)))[0]


def snvs(model: EnformerTracks, count: int) -> None:
    """Predict reference and alternatives of SNVs at the middle, from the bases on."""
    x = one_hot(FULL).to(next(model.model.parameters()))
    with torch.inference_mode():
        rows = model.tower(x)[0]
        model.read(rows, range(len(model.tracks)))
        alleles(model, rows, EditedTower(model.tower, x[0], Span(FULL // 2, FULL // 2 + count)), count)


def alleles(model: EnformerTracks, rows: Tensor, edited: EditedTower, count: int) -> None:
    """Predict some alleles whose reference is known."""
    with torch.inference_mode():
        letters = torch.eye(4).to(rows)
        for first, changed in edited.alternatives(
            [Edit(FULL // 2 + number, letters[[number % 4]]) for number in range(count)]
        ):
            here = rows.clone()
            here[first : first + len(changed)] = changed
            model.read(here, range(len(model.tracks)))


def device(model: EnformerTracks) -> torch.device:
    """Return where a model computes."""
    found: torch.device = next(model.model.parameters()).device
    return found


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
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
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


if __name__ == "__main__":
    main()
